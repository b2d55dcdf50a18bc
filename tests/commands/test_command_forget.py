"""`hwlab forget`: asks, tells what stays elsewhere, and leaves nothing here."""

from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto
from oplog_setup import claimed
from reviewing_terminal import Terminal

from hwlab_cli.errors import LockedError
from hwlab_cli.evaluation.kept import Kept
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import append, query, settle
from hwlab_cli.oplog import forget as forgetting
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import KeptPhoto


def added(hwlab: Hwlab) -> str:
    ran = hwlab("add", "--manufacturer", "Dell", "--model", "R720", "--serial", "7XK2W9Q", "--json")
    return str(ran.of_type("intake")[0]["hw_id"])


def test_nothing_of_a_photo_stays_in_the_state_folder(
    hwlab: Hwlab, home: Path, notebook: LabelPhoto
) -> None:
    (taken,) = hwlab("intake", "--json", notebook.path).of_type("intake")
    kept = Kept(home)
    kept.keep("readings", "0" * 64, {"readings": [taken["identification"]["serial"]]})
    data = notebook.path.read_bytes()
    words = [data[1000:1100], taken["hw_id"].encode(), taken["identification"]["serial"].encode()]
    words.append(notebook.path.name.encode())

    def traces() -> list[Path]:
        files = [file for file in home.rglob("*") if file.is_file()]
        return [file for file in files for word in words if word in file.read_bytes()]

    assert len({file.parent for file in traces()}) == 3
    foreseen = hwlab("forget", taken["hw_id"], "--dry-run", "--json")
    assert foreseen.of_type("forgotten")[0] == {
        "type": "forgotten",
        "hw_id": taken["hw_id"],
        "done": False,
        "photos": 1,
        "shared": 0,
        "bytes": len(data),
        "netbox_url": None,
        "may_be_there": False,
        "named_in": [],
    }
    assert len({file.parent for file in traces()}) == 3
    ran = hwlab("forget", taken["hw_id"], "--yes", "--json")
    assert ran.code == 0
    assert ran.of_type("forgotten") == [{**foreseen.of_type("forgotten")[0], "done": True}]
    assert ran.summary["originals"] == 1
    assert "what `hwlab eval` kept" in ran.err
    assert traces() == []
    assert hwlab("queue", "show", taken["hw_id"]).code == 9
    assert hwlab("queue", "check").code == 0
    again = hwlab("intake", "--capture-only", "--json", notebook.path).of_type("intake")
    assert again[0]["known"] is False


def test_without_a_terminal_it_takes_a_yes(hwlab: Hwlab) -> None:
    hw_id = added(hwlab)
    ran = hwlab("forget", hw_id)
    assert ran.code == 2
    assert "--yes forgets without asking" in ran.err
    assert hwlab("queue", "show", hw_id).code == 0


@pytest.mark.parametrize(("typed", "stays"), [("\r", True), ("y\r", False)])
def test_at_a_terminal_it_asks(hwlab: Hwlab, typed: str, stays: bool) -> None:
    hw_id = added(hwlab)
    with Terminal(["forget", hw_id]) as terminal:
        terminal.sees(f"Forget {hw_id}, with 0 photos? This can't be undone. [y/N]")
        terminal.types(typed)
        terminal.sees("nothing was forgotten" if stays else f"{hw_id}: forgotten")
        assert terminal.ends() == 0
    assert (hwlab("queue", "show", hw_id).code == 0) is stays


def test_what_was_sent_waits_for_its_outcome(hwlab: Hwlab, home: Path) -> None:
    hw_id, other = added(hwlab), added(hwlab)
    with OpLog.open(home) as log, Owner(home) as owner:
        settle.sent(log, owner, [claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)])
        ran = hwlab("forget", hw_id, "--yes")
        assert ran.code == 11
        assert "another process is at work on it" in ran.err
    ran = hwlab("forget", hw_id, other, "--yes", "--json")
    assert ran.code == 3
    assert [line["hw_id"] for line in ran.of_type("forgotten")] == [other]
    assert [line["item"] for line in ran.of_type("error")] == [hw_id]
    ran = hwlab("forget", hw_id, "--yes", "--force")
    assert ran.code == 0
    assert "NetBox may have a device of this name" in ran.out


def test_what_was_sent_is_not_taken_for_unsent_after_an_outage(
    hwlab: Hwlab, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hw_id = added(hwlab)
    with OpLog.open(home) as log, Owner(home) as owner:
        settle.sent(log, owner, [claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)])
    monkeypatch.setenv("HWLAB_NETBOX_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", "t" * 40)
    assert hwlab("queue", "replay").code == 7
    with OpLog.open(home) as log:
        assert query.intake(log, hw_id).state is State.SENT
    assert hwlab("forget", hw_id, "--yes").code == 2


def delivered(home: Path, hw_id: str) -> None:
    with OpLog.open(home) as log, Owner(home) as owner:
        for op in query.intake(log, hw_id).ops:
            claim = claimed(log, owner, op.kind, hw_id)
            settle.delivered(log, owner, [settle.Delivered(claim)])


def test_what_is_no_longer_done_stays(hwlab: Hwlab, home: Path) -> None:
    hw_id = added(hwlab)
    delivered(home, hw_id)
    with Terminal(["forget", "--done", "--older-than", "0"]) as terminal:
        terminal.sees("[y/N]")
        with OpLog.open(home) as log:
            append.attach_photos(log, hw_id, [KeptPhoto("0" * 64, "later.jpg")])
        terminal.types("y\r")
        assert terminal.ends() == 2
        assert "not done any more" in terminal.display
    assert hwlab("queue", "show", hw_id).code == 0


def test_the_same_call_finishes_what_it_was_kept_from(
    hwlab: Hwlab, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hw_id = added(hwlab)
    delivered(home, hw_id)
    call = ("forget", "--done", "--older-than", "0", "--yes", "--json")

    def locked(_log: OpLog) -> None:
        raise LockedError("somebody reads it", hint="run the same command again")

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "_clean", locked)
        ran = hwlab(*call)
    assert (ran.code, ran.summary["intakes"], ran.summary["exit_code"]) == (11, 1, 11)
    assert forgetting.being_forgotten(home) == [hw_id]
    ran = hwlab(*call)
    assert (ran.code, ran.summary["intakes"]) == (0, 1)
    assert forgetting.being_forgotten(home) == []


def test_what_is_done_goes_by_age(hwlab: Hwlab, home: Path) -> None:
    hw_id, waiting = added(hwlab), added(hwlab)  # the second is held as the first's duplicate
    with OpLog.open(home) as log, Owner(home) as owner:
        for op in query.intake(log, hw_id).ops:
            done = settle.Delivered(
                claimed(log, owner, op.kind, hw_id), netbox_url="https://netbox.example.net/1/"
            )
            settle.delivered(log, owner, [done])
    assert hwlab("forget", "--done", "--yes").out == ""
    ran = hwlab("forget", "--done", "--older-than", "0", "--yes")
    assert ran.code == 0
    assert ran.out == (
        f"{hw_id}: forgotten, with 0 photos; "
        "its device stays in NetBox: https://netbox.example.net/1/; "
        f"still named in the records of {waiting}\n"
    )
    assert hwlab("queue", "show", waiting).code == 0


@pytest.mark.parametrize(
    "arguments", [[], ["HW-4F7K2M98", "--done"], ["HW-4F7K2M98", "--older-than", "3"]]
)
def test_either_names_or_done(hwlab: Hwlab, home: Path, arguments: list[str]) -> None:
    assert hwlab("forget", "--yes", *arguments).code == 2
    assert hwlab("forget", "--yes", "HW-4F7K2M98").code == 9
    assert not home.exists()
