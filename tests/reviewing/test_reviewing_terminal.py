"""`hwlab review` by the keyboard alone, at a real pseudo-terminal: seen, typed, killed."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto, unsafe_characters
from reviewing_terminal import Terminal

from hwlab_cli.model import State
from hwlab_cli.oplog import append, query
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake
from hwlab_cli.photos.originals import Originals


def intakes(home: Path) -> list[Intake]:
    with OpLog.open(home, create=False) as log:
        return list(query.intakes(log))


def held(hwlab: Hwlab, *photos: LabelPhoto) -> list[str]:
    ran = hwlab("intake", *[photo.path for photo in photos], "--json")
    assert ran.code == 10
    return [line["hw_id"] for line in ran.of_type("intake")]


@pytest.fixture
def two(hwlab: Hwlab, sticker: LabelPhoto, two_looks: list[LabelPhoto]) -> list[str]:
    """Two intakes of which nothing but the serial is known."""
    return held(hwlab, sticker, two_looks[0])


def edits(terminal: Terminal, number: int, text: str) -> None:
    terminal.sees("? explain")
    terminal.types(f"e{number}")
    terminal.sees("clears it)")
    terminal.types(f"{text}\r")


def test_a_sitting_from_the_first_card_to_the_last(home: Path, two: list[str]) -> None:
    with Terminal(["review"]) as terminal:
        terminal.sees(f"1 of 2  {two[0]}")
        terminal.sees("the manufacturer is unknown")
        edits(terminal, 1, "Cisco")
        terminal.sees("a person's word")
        edits(terminal, 2, "C9300-48P")
        terminal.sees(f"{two[0]} is ready")
        terminal.sees(f"2 of 2  {two[1]}")
        # The last decision is taken back: the first card is there once more, as it was before.
        terminal.sees("? explain")
        terminal.types("u")
        terminal.sees("the edit is taken back")
        terminal.sees(f"1 of 2  {two[0]}")
        terminal.sees("the model is unknown")
        terminal.sees("? explain")
        terminal.types("?")
        terminal.sees("take back the last decision")
        terminal.types("x")
        terminal.sees("none of the keys above")
        terminal.types("e2")
        terminal.sees("clears it)")
        terminal.types("C9300-24T\r")
        terminal.sees(f"2 of 2  {two[1]}")
        terminal.sees("? explain")
        terminal.types("d")
        terminal.sees("why")
        terminal.types("\x15scrapped\r")
        terminal.sees("that was the last")
        terminal.types("q")
        assert terminal.ends() == 0
        assert "1 ready, 1 discarded" in terminal.display
    first, second = intakes(home)
    assert first.identification
    assert (first.identification.manufacturer, first.identification.model) == (
        "Cisco",
        "C9300-24T",
    )
    assert (first.state, second.state) == (State.READY, State.DISCARDED)
    assert second.reasons[0] == "scrapped"


def test_what_is_skipped_stays_held_and_comes_back(home: Path, two: list[str]) -> None:
    with Terminal(["review"]) as terminal:
        terminal.sees("? explain")
        terminal.types("s")
        terminal.sees(f"2 of 2  {two[1]}")
        terminal.sees("? explain")
        terminal.types("u")
        terminal.sees("the skip is taken back")
        terminal.sees(f"1 of 2  {two[0]}")
        terminal.types("\x04")
        assert terminal.ends() == 10
    assert {one.state for one in intakes(home)} == {State.HELD}


def test_ctrl_c_loses_what_is_being_typed_and_nothing_else(home: Path, two: list[str]) -> None:
    with Terminal(["review"]) as terminal:
        edits(terminal, 1, "Cisco")
        terminal.sees("a person's word")
        terminal.sees("? explain")
        terminal.types("e2")
        terminal.sees("clears it)")
        terminal.types("C93")
        terminal.sees("C93")
        terminal.child.sendintr()
        assert terminal.ends() == 130
        assert "Traceback" not in terminal.display
    found = intakes(home)[0].identification
    assert found
    assert (found.manufacturer, found.model) == ("Cisco", None)


def test_killed_amid_a_sitting_every_decision_is_there(
    hwlab: Hwlab, home: Path, two: list[str]
) -> None:
    with Terminal(["review"]) as terminal:
        edits(terminal, 1, "Cisco")
        edits(terminal, 2, "C9300-48P")
        terminal.sees(f"2 of 2  {two[1]}")
        terminal.child.kill(signal.SIGKILL)
        assert terminal.ends() == -signal.SIGKILL
    assert hwlab("queue", "check").code == 0
    assert [one.state for one in intakes(home)] == [State.READY, State.HELD]
    with Terminal(["review"]) as terminal:
        terminal.sees(f"1 of 1  {two[1]}")


def test_two_reviewers_overwrite_nothing_of_each_other(home: Path, two: list[str]) -> None:
    with Terminal(["review", two[0]]) as one, Terminal(["review", two[0]]) as other:
        one.sees("? explain")
        other.sees("? explain")
        other.types("e1")
        other.sees("clears it)")
        one.types("e1")
        one.sees("clears it)")
        one.types("Cisco\r")
        one.sees("a person's word")
        other.types("Juniper\r")
        other.sees("changed this intake meanwhile")
        # It is shown again, as the other one left it.
        other.sees("Cisco")
        other.sees("? explain")
        other.types("d")
        other.sees("why")
        other.types("\r")
        other.sees("is discarded")
        one.sees("? explain")
        one.types("d")
        one.sees("why")
        one.types("\r")
        one.sees("changed this intake meanwhile")
        one.sees("is discarded")
    assert intakes(home)[0].reasons[0] == "discarded by hand"


def test_photos_are_added_and_a_twin_is_merged(
    hwlab: Hwlab,
    home: Path,
    tmp_path: Path,
    sticker: LabelPhoto,
    two_looks: list[LabelPhoto],
) -> None:
    names = held(hwlab, two_looks[0], sticker)
    spaced = tmp_path / "closer look.jpg"
    spaced.write_bytes(two_looks[1].path.read_bytes())
    with Terminal(["review"]) as terminal:
        edits(terminal, 1, "Cisco")
        terminal.sees("? explain")
        terminal.types("r")
        terminal.sees("photos to add")
        terminal.types(f"'{spaced}' /no/such.jpg\r")
        terminal.sees("no such file")
        terminal.sees(f"1 of 2  {names[0]}")
        # What the person said before stands, whatever the new photo shows.
        terminal.sees("a person's word")
        terminal.sees("? explain")
        terminal.types("m")
        terminal.sees("merge into which intake")
        terminal.types(f"{names[1]}\r")
        terminal.sees(f"{names[0]} is merged into {names[1]}")
        terminal.sees(f"2 of 2  {names[1]}")
        terminal.sees("a person's word")
        terminal.sees("? explain")
        terminal.types("u")
        terminal.sees("the merge is taken back")
        terminal.sees("? explain")
        terminal.types("u")
        terminal.sees("the retake is taken back")
        terminal.sees("? explain")
        terminal.types("q")
        assert terminal.ends() == 10
    first, second = intakes(home)
    assert [len(one.photos) for one in (first, second)] == [1, 1]
    assert first.identification
    assert first.identification.manufacturer == "Cisco"


@pytest.fixture
def nasty(home: Path) -> Iterator[str]:
    """A held intake whose photo has a name that would command a terminal."""
    from hwlab_cli.oplog.kept import KeptPhoto

    with OpLog.open(home) as log, Owner(home) as owner:
        data = b"no photo at all"
        import hashlib

        sha256 = hashlib.sha256(data).hexdigest()
        Originals(home / "originals").keep(data, sha256)
        name = "\x1b]0;owned\x07\x1b[2J[red]\u202e.jpg; rm -rf"
        captured = append.capture(log, [KeptPhoto(sha256, name)], owner)
        assert captured.claim
        from hwlab_cli.oplog import settle

        settle.refused(log, owner, captured.claim, "\x1b[31mno\x1b[0m", State.HELD)
        yield captured.hw_id


def test_text_of_photos_commands_no_terminal(nasty: str) -> None:
    with Terminal(["review"], env={"NO_COLOR": "1"}, reply=b"") as terminal:
        terminal.sees("? explain")
        assert b"\x1b]0;" not in terminal.sent
        assert b"\x1b[2J" not in terminal.sent
        assert b"\x1b[31m" not in terminal.sent
        assert "\\x1b[2J" in terminal.display
        assert list(unsafe_characters(terminal.display)) == []
        terminal.types("q")
        assert terminal.ends() == 10


def test_no_color_is_no_color(two: list[str]) -> None:
    import re

    with Terminal(["review"], env={"NO_COLOR": "1"}) as terminal:
        terminal.sees("? explain")
        styles = re.findall(rb"\x1b\[([\d;]*)m", terminal.sent)
        used = {int(part) for style in styles for part in style.split(b";") if part}
        assert not used & {*range(30, 50), *range(90, 110)}


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_takes_lines(home: Path, two: list[str], term: str) -> None:
    with Terminal(["review", two[0]], env={"TERM": term}, reply=b"") as terminal:
        terminal.sees("> ")
        terminal.types("manufacturer=Cisco\n")
        terminal.sees("a person's word")
        terminal.sees("> ")
        terminal.types("e\n")
        terminal.sees("which field?")
        terminal.types("model\n")
        terminal.sees("clears it): ")
        terminal.types("C9300\n")
        terminal.sees("that was the last")
        terminal.types("q\n")
        assert terminal.ends() == 0
        # Styles aside, nothing is sent that such a terminal would show as it is.
        assert b"\x1b_G" not in terminal.sent
        assert b"\x1b[c" not in terminal.sent
    assert intakes(home)[0].state is State.READY


def test_answers_can_be_piped(hwlab: Hwlab, home: Path, two: list[str]) -> None:
    said = "manufacturer=Cisco\nserial=\nasset_tag=nonsense=\nmodel=C9300\ns\n"
    ran = hwlab("review", stdin=said)
    assert ran.code == 10
    assert "1 ready, 1 held" in ran.err
    first = intakes(home)[0].identification
    assert first
    assert (first.manufacturer, first.model, first.serial) == ("Cisco", "C9300", None)
    assert first.asset_tag == "nonsense="


def test_a_mistake_is_told_and_costs_nothing(hwlab: Hwlab, home: Path, two: list[str]) -> None:
    before = [one.identification for one in intakes(home)]
    said = f"colour=red\nserial=0123456789\nm\n{two[0]}\nm\nHW-00000000\nr\n'open\n"
    ran = hwlab("review", two[0], stdin=said)
    assert ran.code == 10
    for told in ("no such field", "placeholder", "with itself", "quotation mark"):
        assert told in ran.err
    assert [one.identification for one in intakes(home)] == before


class TestIntake:
    def test_at_a_terminal_it_asks_at_once(self, home: Path, sticker: LabelPhoto) -> None:
        with Terminal(["intake", sticker.path]) as terminal:
            terminal.sees("is safe")
            edits(terminal, 1, "Cisco")
            edits(terminal, 2, "C9300")
            terminal.sees("that was the last")
            terminal.types("q")
            assert terminal.ends() == 0
            assert "safe in the queue" in terminal.display
        assert intakes(home)[0].state is State.READY

    @pytest.mark.parametrize("option", ["--yes", "--no-input", "--json"])
    def test_told_not_to_ask_it_holds(
        self, home: Path, hwlab: Hwlab, sticker: LabelPhoto, option: str
    ) -> None:
        held(hwlab, sticker)
        with Terminal(["intake", sticker.path, option]) as terminal:
            assert terminal.ends() == 10
            assert "? explain" not in terminal.display


def test_nothing_held_is_told(hwlab: Hwlab, notebook: LabelPhoto) -> None:
    ran = hwlab("intake", notebook.path, "--json")
    (intake,) = ran.of_type("intake")
    assert (hwlab("review").code, hwlab("review").err) == (0, "nothing is held\n")
    ran = hwlab("review", intake["hw_id"])
    assert ran.code == 2
    assert "it waits for nobody: it is ready" in ran.err
