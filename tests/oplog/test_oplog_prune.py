"""Pruning: what is finished goes, what anybody needs stays, and no capture is raced."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from oplog_setup import (
    KEY,
    TurnableClock,
    captured,
    delivered,
    finished,
    identified,
    photo,
    started,
    stored,
)

from hwlab_cli.errors import LockedError, NotFoundError, UsageError
from hwlab_cli.model import State
from hwlab_cli.oplog import append, query, settle
from hwlab_cli.oplog import prune as pruning
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.prune import Pruned, prune
from hwlab_cli.oplog.store_lock import holding
from hwlab_cli.photos.originals import Originals

DAY = timedelta(days=1)


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    originals = Originals(tmp_path / "originals")
    for name in ("a", "b", "c", "shared"):
        stored(originals, name)
    return originals


@pytest.fixture
def three(log: OpLog, owner: Owner, originals: Originals) -> list[str]:
    """A done intake, a discarded one, and a ready one that shares a photo with the first."""
    done = identified(log, owner, "a", "shared")
    delivered(log, owner, done)
    gone = identified(log, owner, "b")
    settle.discard(log, gone, "")
    ready = append.capture(log, [photo("c"), photo("shared")], owner, again=True)
    return [done, gone, ready.hw_id]


def listed(log: OpLog) -> list[str]:
    return [intake.hw_id for intake in query.intakes(log)]


@pytest.mark.parametrize("batch", [1, 200])
def test_what_is_finished_goes(
    log: OpLog,
    originals: Originals,
    three: list[str],
    clock: TurnableClock,
    batch: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pruning, "_BATCH", batch)
    foreseen = prune(log, originals, clock() + DAY, dry_run=True)
    assert listed(log) == three
    assert foreseen == Pruned(intakes=2, originals=2, bytes=2)
    assert prune(log, originals, clock() + DAY) == foreseen
    assert listed(log) == three[2:]
    assert set(originals.hashes()) == {photo("c").sha256, photo("shared").sha256}
    assert query.tally(log)[State.DONE] == query.tally(log)[State.DISCARDED] == 0
    assert log.rows("SELECT DISTINCT hw_id FROM events") == [(three[2],)]
    assert check(log, originals) == []
    assert prune(log, originals, clock() + DAY) == Pruned()


def test_what_was_done_is_still_known(
    log: OpLog, owner: Owner, originals: Originals, three: list[str], clock: TurnableClock
) -> None:
    prune(log, originals, clock() + DAY)
    known = append.known_photos(log, [photo(name).sha256 for name in ("a", "b", "shared")])
    assert known == {photo("a").sha256: three[0], photo("shared").sha256: three[2]}
    assert append.capture(log, [photo("a")], owner).hw_id == three[0]
    with pytest.raises(NotFoundError, match="it was pruned"):
        query.intake(log, three[0])
    again = append.capture(log, [photo("a")], owner, again=True)
    assert again.hw_id != three[0]
    assert append.known_photos(log, [photo("a").sha256]) == {photo("a").sha256: again.hw_id}


@pytest.mark.parametrize("state", [State.DONE, State.DISCARDED])
def test_only_the_states_asked_for(
    log: OpLog, originals: Originals, three: list[str], clock: TurnableClock, state: State
) -> None:
    foreseen = prune(log, originals, clock() + DAY, [state], dry_run=True)
    assert prune(log, originals, clock() + DAY, [state]) == foreseen == Pruned(1, 1, 1)
    stays = three[1] if state is State.DONE else three[0]
    assert listed(log) == sorted([stays, three[2]], key=three.index)
    assert check(log, originals) == []


@pytest.mark.parametrize("state", [state for state in State if state not in pruning.FINISHED])
def test_nothing_unfinished_can_be_asked_for(
    log: OpLog, originals: Originals, clock: TurnableClock, state: State
) -> None:
    with pytest.raises(UsageError):
        prune(log, originals, clock(), [State.DONE, state])


def test_what_changed_since_stays(
    log: OpLog, owner: Owner, originals: Originals, clock: TurnableClock
) -> None:
    old = identified(log, owner, "a")
    young = identified(log, owner, "b")
    delivered(log, owner, old)
    clock.turn(2 * DAY)
    delivered(log, owner, young)
    assert prune(log, originals, clock() - DAY, dry_run=True).intakes == 1
    assert prune(log, originals, clock() - DAY).intakes == 1
    assert listed(log) == [young]


def test_a_photo_of_two_that_go_is_counted_once(
    log: OpLog,
    owner: Owner,
    originals: Originals,
    clock: TurnableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pruning, "_BATCH", 1)
    for _ in range(2):
        claim = append.capture(log, [photo("shared")], owner, again=True).claim
        assert claim is not None
        settle.discard(log, claim.hw_id, "")
    foreseen = prune(log, originals, clock() + DAY, dry_run=True)
    assert prune(log, originals, clock() + DAY) == foreseen == Pruned(2, 1, 6)


def test_an_original_that_is_gone_already_is_no_obstacle(
    log: OpLog, originals: Originals, three: list[str], clock: TurnableClock
) -> None:
    originals.remove(photo("a").sha256)
    assert prune(log, originals, clock() + DAY) == Pruned(2, 1, 1)


def test_a_prune_that_was_killed_is_finished_by_the_next(
    log: OpLog,
    originals: Originals,
    three: list[str],
    clock: TurnableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class KilledError(Exception):
        pass

    def kill(self: Originals, sha256: str) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(Originals, "remove", kill)
        with pytest.raises(KilledError):
            prune(log, originals, clock() + DAY)
    assert listed(log) == three[2:]
    assert len(list(originals.hashes())) == 4
    assert all(problem.harmless for problem in check(log, originals))
    assert prune(log, originals, clock() + DAY) == Pruned(0, 2, 2)
    assert check(log, originals) == []


def test_a_photo_taken_in_again_after_a_killed_prune_stays(
    log: OpLog,
    owner: Owner,
    originals: Originals,
    three: list[str],
    clock: TurnableClock,
) -> None:
    log.connection.execute("INSERT INTO removals VALUES (?)", (photo("b").sha256,))
    log.connection.execute("DELETE FROM intakes WHERE hw_id = ?", (three[1],))
    captured(log, owner, "b")
    prune(log, originals, clock() + DAY)
    assert originals.intact(photo("b").sha256)
    assert log.rows("SELECT * FROM removals") == []


def test_a_prune_waits_for_captures_and_captures_for_a_prune(tmp_path: Path) -> None:
    def lock(exclusive: bool) -> None:
        with holding(tmp_path, exclusive, seconds=0.01):
            pass

    with holding(tmp_path, exclusive=False):
        lock(exclusive=False)
        with pytest.raises(LockedError):
            lock(exclusive=True)
    with holding(tmp_path, exclusive=True):
        for exclusive in (False, True):
            with pytest.raises(LockedError):
                lock(exclusive)


def test_a_capture_between_the_look_and_the_deletion_keeps_its_photo(
    log: OpLog,
    owner: Owner,
    originals: Originals,
    three: list[str],
    clock: TurnableClock,
    tmp_path: Path,
) -> None:
    """The photo is stored, and its transaction not committed, when the prune begins."""
    with holding(tmp_path, exclusive=False):
        stored(originals, "b")
        result: list[Pruned] = []

        def in_another_thread() -> None:
            with OpLog.open(tmp_path, clock=clock) as other:
                result.append(prune(other, originals, clock() + DAY))

        thread = threading.Thread(target=in_another_thread)
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
        hw_id = captured(log, owner, "b").hw_id
    thread.join()
    assert result == [Pruned(2, 1, 1)]
    assert originals.intact(photo("b").sha256)
    assert hw_id in listed(log)
    assert check(log, originals) == []


CAPTURES = """
import sys
from pathlib import Path
from oplog_setup import *
from hwlab_cli.oplog.store_lock import holding
home, rounds = Path(sys.argv[1]), int(sys.argv[2])
originals = Originals(home / "originals")
with OpLog.open(home) as log, Owner(home) as owner:
    for round in range(rounds):
        with holding(home, exclusive=False):
            kept = stored(originals, f"photo {round % 3}")
            result = append.capture(log, [kept], owner)
        if result.claim is not None:
            settle.discard(log, result.hw_id, "")
"""


def test_captures_and_prunes_of_the_same_photos_at_once(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    with OpLog.open(tmp_path) as log:
        processes = [started(CAPTURES, tmp_path, 60) for _ in range(3)]
        while any(process.poll() is None for process in processes):
            prune(log, originals, log.clock() + DAY)
            assert [problem for problem in check(log, originals) if not problem.harmless] == []
        for process in processes:
            finished(process)
        prune(log, originals, log.clock() + DAY)
        assert check(log, originals) == []
        assert (listed(log), list(originals.hashes())) == ([], [])


def test_a_twin_that_was_pruned_is_no_longer_known_here(
    log: OpLog, owner: Owner, originals: Originals, clock: TurnableClock
) -> None:
    """NetBox has it: there the serial is looked up before anything is created."""
    delivered(log, owner, identified(log, owner, "a", key=KEY))
    prune(log, originals, clock() + DAY)
    assert query.intake(log, identified(log, owner, "b", key=KEY)).state is State.READY
