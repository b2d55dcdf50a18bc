"""`hwlab doctor queue`: damage, locks, and what does not get on."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Hwlab
from diagnosis_at import faults, found, only
from oplog_setup import claimed, delivered, identified, plan, stored

from hwlab_cli.diagnosis import queue
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import append, health, settle
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import LOG_NAME, OpLog
from hwlab_cli.photos.originals import Originals


@pytest.fixture
def originals(home: Path) -> Originals:
    """The store of the state folder."""
    return Originals(home / "originals")


@pytest.fixture
def old(home: Path, originals: Originals) -> Iterator[OpLog]:
    """The state folder's log as of three days ago, with originals a to d."""
    with OpLog.open(home, clock=lambda: datetime.now(UTC) - timedelta(days=3)) as log:
        for name in "abcd":
            stored(originals, name)
        yield log


def overwritten(log: Path) -> None:
    data = bytearray(log.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    log.write_bytes(data)


def another_programs(log: Path) -> None:
    log.write_text("dear diary", encoding="utf-8")


def emptied(log: Path) -> None:
    log.write_bytes(b"")


def removed(log: Path) -> None:
    log.unlink()


def of_a_newer_hwlab(log: Path) -> None:
    with sqlite3.connect(log) as connection:
        connection.execute("INSERT INTO migrations VALUES ('0999_of_the_future', '2100-01-01')")
    connection.close()


SPOILED: dict[Callable[[Path], None], str] = {
    overwritten: "damaged",
    another_programs: "not a log of hwlab's",
    emptied: "though photos were taken in here",
    removed: "though photos were taken in here",
    of_a_newer_hwlab: "written by a newer hwlab",
}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_log_that_can_not_be_used_is_a_fault_and_left_as_it_is(
    hwlab: Hwlab, home: Path, old: OpLog, spoil: Callable[[Path], None]
) -> None:
    with Owner(home) as owner:
        identified(old, owner, "a")
    old.close()
    path = home / LOG_NAME
    spoil(path)
    before = path.read_bytes() if path.exists() else None
    ran = hwlab("doctor", "queue", "catalog", "--json")
    assert (ran.code, set(faults(ran))) == (1, {"queue.log"})
    assert SPOILED[spoil] in ran.out
    assert all(one["hint"] for one in found(ran, "queue.log"))
    assert found(ran, "catalog.types")
    assert (path.read_bytes() if path.exists() else None) == before


def test_an_older_log_is_not_brought_up_to_date(hwlab: Hwlab, home: Path, old: OpLog) -> None:
    with old.writing() as connection:
        connection.execute("DELETE FROM migrations WHERE name = (SELECT max(name) FROM migrations)")
    old.close()
    before = (home / LOG_NAME).read_bytes()
    ran = hwlab("doctor", "queue", "--json")
    assert ran.code == 0
    assert only(ran, "queue.log")["severity"] == "note"
    assert (home / LOG_NAME).read_bytes() == before


def test_a_log_that_another_process_keeps_is_told(
    hwlab: Hwlab, home: Path, old: OpLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "BUSY_SECONDS", 0.05)
    old.close()
    with sqlite3.connect(home / LOG_NAME, isolation_level=None) as keeper:
        keeper.execute("PRAGMA locking_mode = EXCLUSIVE")
        keeper.execute("BEGIN EXCLUSIVE")
        ran = hwlab("doctor", "queue", "--json")
        keeper.execute("ROLLBACK")
    keeper.close()
    assert (ran.code, faults(ran)) == (11, ["queue.log"])
    assert "another process keeps the log locked" in ran.out


def test_a_photo_that_is_missing_is_a_fault_and_one_too_many_is_not(
    hwlab: Hwlab, home: Path, old: OpLog, originals: Originals
) -> None:
    with Owner(home) as owner:
        hw_id = identified(old, owner, "a")
    originals.remove(next(iter(set(originals.hashes()) & {_hash_of(old)})))
    ran = hwlab("doctor", "queue", "--json")
    assert (ran.code, faults(ran)) == (1, ["queue.log"])
    assert only(ran, "queue.log")["item"] == hw_id
    assert only(ran, "queue.leftovers")["details"] == {"count": 3}


def _hash_of(log: OpLog) -> str:
    ((sha256,),) = log.rows("SELECT sha256 FROM photos")
    return str(sha256)


def test_what_stands_where_and_since_when(
    hwlab: Hwlab, home: Path, old: OpLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Owner(home) as owner:
        delivered(old, owner, identified(old, owner, "a"))
        waiting = identified(old, owner, "b")
        held = identified(old, owner, "c", ops=plan(State.HELD, "which one?"))
        failed = identified(old, owner, "d")
        claim = claimed(old, owner, OpKind.CREATE_DEVICE, failed)
        settle.refused(old, owner, claim, "serial: too long")
    ran = hwlab("doctor", "queue", "--json")
    assert ran.code == 0
    assert only(ran, "queue.intakes")["details"] == {
        "ready": 1,
        "held": 1,
        "done": 1,
        "failed": 1,
    }
    for name, hw_id, severity in (
        ("queue.held", held, "note"),
        ("queue.failed", failed, "warning"),
        ("queue.create_device", waiting, "note"),
    ):
        one = only(ran, name)
        assert (one["details"]["oldest"], one["severity"]) == (hw_id, severity)
        assert "3 days old" in one["found"]
        assert one["hint"]
    # With a NetBox to go to, nothing should wait for days.
    monkeypatch.setenv("HWLAB_NETBOX_URL", "http://127.0.0.1:1")
    ran = hwlab("doctor", "queue", "--json")
    assert only(ran, "queue.create_device")["severity"] == "warning"
    assert "queue replay" in only(ran, "queue.create_device")["hint"]


def test_what_the_dead_left_and_what_the_living_do(hwlab: Hwlab, home: Path, old: OpLog) -> None:
    with Owner(home) as gone:
        append.capture(old, [stored(Originals(home / "originals"), "a")], gone)
    with Owner(home) as owner:
        append.capture(old, [stored(Originals(home / "originals"), "b")], owner)
        ran = hwlab("doctor", "queue", "--json")
    assert ran.code == 0
    assert only(ran, "queue.claims")["details"] == {"count": 1}
    orphaned = only(ran, "queue.orphaned")
    assert (orphaned["severity"], orphaned["details"]) == ("note", {"count": 1})
    assert only(ran, "queue.identify")["severity"] == "warning"


def test_what_was_sent_and_never_heard_of_again(hwlab: Hwlab, home: Path, old: OpLog) -> None:
    with Owner(home) as owner:
        hw_id = identified(old, owner, "a")
        settle.sent(old, owner, [claimed(old, owner, OpKind.CREATE_DEVICE, hw_id)])
    one = only(hwlab("doctor", "queue", "--json"), "queue.sent")
    assert (one["severity"], one["details"]["oldest"]) == ("warning", hw_id)


def test_what_was_tried_again_and_again(hwlab: Hwlab, home: Path, old: OpLog) -> None:
    with Owner(home) as owner:
        hw_id = identified(old, owner, "a")
    for _ in range(health.OFTEN):
        with Owner(home) as mortal:
            claimed(old, mortal, OpKind.CREATE_DEVICE, hw_id)
    one = only(hwlab("doctor", "queue", "--json"), "queue.tried")
    assert (one["item"], one["severity"]) == (hw_id, "warning")
    assert one["details"] == {"attempts": health.OFTEN}


def test_an_intake_from_the_future_is_told(hwlab: Hwlab, home: Path) -> None:
    with (
        OpLog.open(home, clock=lambda: datetime.now(UTC) + timedelta(days=1)) as log,
        Owner(home) as owner,
    ):
        stored(Originals(home / "originals"), "a")
        identified(log, owner, "a")
    assert only(hwlab("doctor", "queue", "--json"), "queue.clock")["severity"] == "warning"


def test_a_check_that_takes_too_long_is_broken_off(
    hwlab: Hwlab, home: Path, old: OpLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Owner(home) as owner:
        identified(old, owner, "a")
    monkeypatch.setattr(queue, "_CHECK_SECONDS", -1.0)
    monkeypatch.setattr(queue, "_STEPS", 1)
    ran = hwlab("doctor", "queue", "--json")
    assert ran.code == 0
    assert only(ran, "queue.log")["severity"] == "note"
    assert only(ran, "queue.intakes")["details"] == {"ready": 1}
