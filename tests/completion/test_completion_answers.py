"""What a shell is told: the right words for each place, nothing that harms, nothing on a fault."""

import re
import sys
from pathlib import Path

import pytest
from conftest import Hwlab, Ran
from oplog_setup import DELL, captured, identified, plan

from hwlab_cli.commands.completion import Shell
from hwlab_cli.commands.names import SUFFIXES
from hwlab_cli.completion import answering
from hwlab_cli.completion.place import place
from hwlab_cli.completion.sources import _EMBEDDED, _SOURCES, _called, kind_of
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import settle
from hwlab_cli.oplog.append import NewOp
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.tier import EMBEDDED

SCRIPTS = Path(answering.__file__).parent / "scripts"


def told(*words: str, shell: str = "zsh") -> dict[str, str]:
    """The words offered for the last of these, each with what it means."""
    rows = (
        line.partition("\t") for line in list(answering.answer(words[:-1], words[-1], shell))[1:]
    )
    return {word: meaning for word, _, meaning in rows}


def kind(*words: str) -> str:
    return next(answering.answer(words[:-1], words[-1], "zsh"), "")


@pytest.fixture
def queue(home: Path) -> dict[State, str]:
    """A ready intake, a held one, and one that was discarded before it was identified."""
    with OpLog.open(home) as log, Owner(home) as owner:
        held = [NewOp(OpKind.CREATE_DEVICE, state=State.HELD, reason="look")]
        found = {
            State.READY: identified(log, owner, "a", ops=plan()),
            State.HELD: identified(log, owner, "b", ops=held),
            State.DISCARDED: captured(log, owner, "front.jpg").hw_id,
        }
        settle.discard(log, found[State.DISCARDED], "")
    return found


def test_commands_and_options_come_with_their_help() -> None:
    assert told("qu") == {"queue": "See the queue, carry on with it, mend it."}
    assert told("queue", "sh") == {"show": "Show one intake: its fields, evidence and history."}
    assert told("identify", "--res") == {"--research": told("identify", "--res")["--research"]}
    assert set(told("identify", "--no-")) == {"--no-research"}
    assert "--help" in told("queue", "list", "--")
    assert kind("queue", "list", "") == "words"
    assert told("queue", "list", "") == {}
    assert told("nothing", "of", "this", "") == {}


def test_an_option_is_offered_until_it_was_given() -> None:
    assert "--json" not in told("queue", "list", "--json", "--")
    assert "--state" in told("queue", "list", "--state", "held", "--")
    assert told("queue", "list", "--", "--json") == {}


def test_hw_ids_come_youngest_first_with_what_they_are(queue: dict[State, str]) -> None:
    found = told("queue", "show", "")
    assert list(found) == [queue[State.DISCARDED], queue[State.HELD], queue[State.READY]]
    assert found[queue[State.HELD]] == f"held: {DELL.manufacturer} {DELL.model}"
    assert found[queue[State.DISCARDED]] == "discarded: front.jpg"


@pytest.mark.parametrize("before", [["intake", "--into"], ["queue", "replay", "--only"], ["label"]])
def test_hw_ids_are_offered_wherever_one_is_wanted(
    queue: dict[State, str], before: list[str]
) -> None:
    assert set(told(*before, "hw-")) == set(queue.values())
    one = queue[State.READY]
    assert list(told(*before, one[:6].lower())) == [one]
    assert told(*before, "HW-!") == {}


@pytest.mark.parametrize(
    ("before", "states"),
    [
        (["review"], {State.HELD}),
        (["queue", "retry"], {State.HELD}),
        (["queue", "retry", "HW-00000000"], {State.HELD}),
        (["queue", "discard"], {State.HELD, State.READY}),
    ],
)
def test_a_command_is_offered_what_it_is_for(
    queue: dict[State, str], before: list[str], states: set[State]
) -> None:
    assert set(told(*before, "")) == {queue[state] for state in states}


def test_other_values_come_from_where_they_are(home: Path) -> None:
    (home.parent / "config.toml").write_text(
        '[[tiers]]\nname = "desk"\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "qwen"\n',
        encoding="utf-8",
    )
    assert _EMBEDDED == EMBEDDED
    assert told("identify", "--tier", "") == {
        "desk": "qwen",
        "label": "the recognizer inside hwlab",
    }
    assert set(told("eval", "x", "--compare", "desk", "")) == {"desk", "label"}
    assert set(told("config", "show", "netbox.tok")) == {
        "netbox.token",
        "netbox.token_file",
        "netbox.token_command",
    }
    assert set(told("label", "--size", "brother-dk-120")) >= {"brother-dk-1201"}
    assert set(told("label", "--sheet", "avery-51")) == {"avery-5160"}
    assert set(told("label", "--dpi", "")) == {"203", "300"}
    assert set(told("doctor", "ver")) == {"versions"}
    assert set(told("queue", "list", "--state", "d")) == {"done", "discarded"}
    assert set(told("queue", "edit", "HW-4F7K2M98", "ser")) == {"serial="}


def test_a_value_in_the_word_of_its_option() -> None:
    assert set(told("label", "--format=p")) == {"--format=pdf", "--format=png"}
    for words in (["label", "--format", "=", "p"], ["label", "--format=p"]):
        assert set(told(*words, shell="bash")) == {"pdf", "png"}
    assert set(told("label", "--format", "=", "", shell="bash")) == {"pdf", "png", "svg"}
    assert set(told("label", "--format", "=", "pdf", "--siz", shell="bash")) == {"--size"}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["intake", ""], "photos"),
        (["intake", "--one", "a.jpg", ""], "photos"),
        (["identify", "--", "-"], "photos"),
        (["parse", ""], "files"),
        (["label", "--output", ""], "files"),
        (["catalog", "import", ""], "folders"),
        (["queue", "edit", "HW-4F7K2M98", ""], "fields"),
    ],
)
def test_the_shell_looks_for_files_by_itself(words: list[str], wanted: str) -> None:
    assert kind(*words) == wanted


def test_every_name_in_the_help_has_a_source_or_is_free() -> None:
    from test_command_help import ALL

    free = {
        *(
            "N",
            "M",
            "TEXT",
            "TEXT...",
            "REASON",
            "SERIAL",
            "TAG",
            "CODE",
            "CATEGORY",
            "MAC",
            "DAYS",
        ),
        *("--manufacturer NAME", "--model NAME", "STATE", "203|300", "bash|zsh|fish"),
        *("PHOTO", "FILE", "FILE | -", "DIR"),
    }
    called = {_called(one) for command in ALL.values() for one in command.params if one.metavar}
    assert called - free <= set(_SOURCES)
    assert set(_SOURCES) <= called


def test_what_is_in_the_queue_harms_nobody(home: Path) -> None:
    name = f"\x1b[2J`reboot`$(reboot)'\"\n\t; reboot\u202e{'A' * 5000}"
    with OpLog.open(home) as log, Owner(home) as owner:
        captured(log, owner, name)
    (line,) = list(answering.answer(["queue", "show"], "", "zsh"))[1:]
    word, tab, meaning = line.partition("\t")
    assert re.fullmatch(r"HW-[0-9A-Z]{8}", word)
    assert tab
    assert meaning.startswith("ready: \\x1b[2J`reboot`$(reboot)'\" ; reboot\\x202eAAA")
    assert meaning.isprintable()
    assert len(meaning) <= 70


def test_a_word_that_a_shell_would_act_upon_is_not_offered(home: Path) -> None:
    (home.parent / "config.toml").write_text('[[tiers]]\nname = "$(reboot)"\n', encoding="utf-8")
    assert set(told("identify", "--tier", "")) == {"label"}


@pytest.mark.parametrize("content", [None, b"", b"no log at all" * 100])
def test_a_fault_is_silent_and_nothing_is_made(
    home: Path,
    content: bytes | None,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        home.mkdir(0o700)
        (home / "oplog.sqlite3").write_bytes(content)
    before = sorted(home.parent.rglob("*"))
    monkeypatch.setattr(sys, "argv", ["hwlab", "queue", "show", ""])
    answering.main("zsh")
    assert capfd.readouterr() == ("", "")
    assert sorted(home.parent.rglob("*")) == before


def test_the_scripts_know_what_photos_are_called() -> None:
    for shell in Shell:
        text = (SCRIPTS / f"hwlab.{shell}").read_text(encoding="utf-8")
        if shell is Shell.BASH:
            text = re.sub(r"\[(\w)\w\]", r"\1", text)
        assert [suffix for suffix in SUFFIXES if not re.search(rf"\b{suffix[1:]}\b", text)] == []


@pytest.mark.parametrize("shell", Shell)
def test_the_script_is_written_for_the_shell_named_or_in_use(
    hwlab: Hwlab, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: Ran = hwlab("completion", shell.value)
    assert named.out == (SCRIPTS / f"hwlab.{shell}").read_text(encoding="utf-8")
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    assert hwlab("completion") == named


def test_another_shell_is_told_of(hwlab: Hwlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/dash")
    ran = hwlab("completion")
    assert ran.code == 2
    assert "dash: there is no completion for this shell" in ran.err


def test_places_are_found_behind_options_of_any_kind() -> None:
    assert place(["queue", "no such"], "x") is None
    here = place(["queue", "list", "-n", "3", "--state=held", "-v"], "--s")
    assert here is not None
    assert (here.line, here.is_option, here.parameter) == ("queue list", True, None)
    here = place(["eval", "-n"], "")
    assert here is not None
    assert here.parameter is not None
    assert here.parameter.name == "limit"
    assert str(kind_of(here.parameter)) == "words"
