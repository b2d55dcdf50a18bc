"""Claims: alive by a lock and nothing else; least tried first; backoffs that clocks can't bend."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from oplog_setup import DELL, TurnableClock, captured, finished, identified, plan, started

from hwlab_cli.errors import StateError
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import query, settle
from hwlab_cli.oplog.claims import Owner, alive, claim, release, sweep
from hwlab_cli.oplog.connection import OpLog

MINUTE = timedelta(minutes=1)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Owner]:
    with Owner(tmp_path) as other:
        yield other


def names(log: OpLog, owner: Owner, limit: int = 99, **more: object) -> list[str]:
    return [one.hw_id for one in claim(log, owner, OpKind.IDENTIFY, limit=limit, **more)]  # type: ignore[arg-type]


def test_a_live_owners_claim_is_nobody_elses(log: OpLog, owner: Owner, other: Owner) -> None:
    captured(log, owner, "a")
    assert alive(log.home, owner.name)
    assert names(log, other) == []
    assert names(log, owner) == []


def test_a_dead_owners_claim_is_taken_at_once(log: OpLog, other: Owner, tmp_path: Path) -> None:
    gone = Owner(tmp_path)
    hw_id = captured(log, gone, "a").hw_id
    gone.close()
    assert not alive(log.home, gone.name)
    assert names(log, other) == [hw_id]


def test_a_killed_process_is_dead_while_its_file_is_still_there(
    log: OpLog, other: Owner, tmp_path: Path
) -> None:
    script = "import os, sys, signal; from pathlib import Path; from oplog_setup import *\n"
    script += "home = Path(sys.argv[1]); log = OpLog.open(home); owner = Owner(home)\n"
    script += "print(captured(log, owner, 'a').hw_id, flush=True)\n"
    script += "os.kill(os.getpid(), signal.SIGKILL)"
    process = started(script, tmp_path)
    out, _ = process.communicate(timeout=60)
    assert len(list((tmp_path / "owners").iterdir())) == 2
    assert names(log, other) == [out.strip()]


def test_a_stopped_process_keeps_its_claims(log: OpLog, other: Owner, tmp_path: Path) -> None:
    import signal

    script = "import sys; from pathlib import Path; from oplog_setup import *\n"
    script += "home = Path(sys.argv[1]); log = OpLog.open(home); owner = Owner(home)\n"
    script += "print(captured(log, owner, 'a').hw_id, flush=True); sys.stdin.read()"
    process = started(script, tmp_path)
    try:
        assert process.stdout
        hw_id = process.stdout.readline().strip()
        process.send_signal(signal.SIGSTOP)
        assert names(log, other) == []
    finally:
        process.kill()
        process.communicate()
    assert names(log, other) == [hw_id]


def test_a_forked_child_does_not_keep_a_dead_parent_alive(tmp_path: Path) -> None:
    script = """
import os, signal, sys, time
from pathlib import Path
from hwlab_cli.oplog.claims import Owner
owner = Owner(Path(sys.argv[1]))
if os.fork():
    print(owner.name, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
for stream in (0, 1, 2):
    os.close(stream)
time.sleep(20)
"""
    process = started(script, tmp_path)
    out, _ = process.communicate(timeout=15)
    assert (tmp_path / "owners" / f"{out.strip()}.lock").exists()
    assert not alive(tmp_path, out.strip())


def test_a_forked_child_that_ends_leaves_its_parents_name(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from hwlab_cli.oplog.claims import Owner, alive
home = Path(sys.argv[1])
with Owner(home) as owner:
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print(alive(home, owner.name))
"""
    assert finished(started(script, tmp_path)) == "True\n"


def test_releasing_gives_all_up(log: OpLog, owner: Owner, other: Owner) -> None:
    taken = [captured(log, owner, name).hw_id for name in "abc"]
    release(log, owner)
    assert names(log, other) == taken
    release(log, owner)
    assert names(log, owner) == []


def test_claims_come_in_order_up_to_the_limit(log: OpLog, owner: Owner, other: Owner) -> None:
    taken = [captured(log, owner, name).hw_id for name in "abcde"]
    release(log, owner)
    assert names(log, owner, limit=0) == []
    assert names(log, owner, limit=2) == taken[:2]
    assert names(log, other, limit=2) == taken[2:4]
    assert names(log, owner, limit=2) == taken[4:]


def test_the_least_tried_come_first(log: OpLog, owner: Owner, other: Owner) -> None:
    tried, fresh = captured(log, owner, "a"), captured(log, owner, "b")
    settle.postponed(log, owner, tried, "model away")
    assert [one.attempt for one in claim(log, owner, OpKind.IDENTIFY, limit=1)] == [2]
    release(log, owner)
    assert names(log, other) == [fresh.hw_id, tried.hw_id]


def test_an_intake_that_kills_its_process_does_not_keep_others_waiting(
    log: OpLog, owner: Owner, tmp_path: Path
) -> None:
    killer, patient = captured(log, owner, "a").hw_id, captured(log, owner, "b").hw_id
    release(log, owner)
    order = []
    for _ in range(4):
        with Owner(tmp_path) as mortal:
            order += names(log, mortal, limit=1)
    assert order == [killer, patient, killer, patient]


def test_only_and_skip_choose(log: OpLog, owner: Owner) -> None:
    one, two, three = (captured(log, owner, name) for name in "abc")
    release(log, owner)
    wanted = [three.hw_id, one.hw_id, "HW-00000000", one.hw_id]
    assert names(log, owner, only=wanted, skip={one.intake_id}) == [three.hw_id]
    assert names(log, owner, only=[]) == []
    assert names(log, owner, skip={one.intake_id}) == [two.hw_id]
    assert names(log, owner, only=wanted) == [one.hw_id]


def test_only_the_next_op_is_handed_out(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    assert claim(log, owner, OpKind.PATCH_CUSTOM_FIELDS, limit=9) == []
    (create,) = claim(log, owner, OpKind.CREATE_DEVICE, limit=9)
    assert create.hw_id == hw_id
    settle.refused(log, owner, create, "no", State.HELD)
    for kind in OpKind:
        assert claim(log, owner, kind, limit=9) == []


def test_what_was_sent_is_handed_out_again_when_its_sender_is_gone(
    log: OpLog, owner: Owner, tmp_path: Path
) -> None:
    hw_id = identified(log, owner, "a")
    with Owner(tmp_path) as mortal:
        settle.sent(log, mortal, claim(log, mortal, OpKind.CREATE_DEVICE, limit=1))
        assert claim(log, owner, OpKind.CREATE_DEVICE, limit=1) == []
    (again,) = claim(log, owner, OpKind.CREATE_DEVICE, limit=1)
    assert (again.hw_id, again.attempt) == (hw_id, 2)
    assert query.intake(log, hw_id).state is State.SENT


def test_a_poll_that_finds_nothing_neither_waits_nor_writes(
    log: OpLog, owner: Owner, other: Owner, tmp_path: Path
) -> None:
    captured(log, owner, "a")
    with OpLog.open(tmp_path, busy_seconds=0.05) as busy, log.writing():
        assert claim(busy, other, OpKind.IDENTIFY, limit=9) == []


def test_what_is_freed_while_the_write_lock_is_waited_for_is_claimed_once(
    log: OpLog, owner: Owner, other: Owner, tmp_path: Path
) -> None:
    """The look before the transaction only finds a place to begin; the claim is made inside."""
    for name in "abc":
        captured(log, owner, name)
    release(log, owner)
    seen = []
    with OpLog.open(tmp_path) as rival:
        enter = log.writing

        def stolen_from(*_: object) -> object:
            seen.extend(names(rival, other, limit=1))
            return enter()

        log.writing = stolen_from  # type: ignore[method-assign,assignment]
        mine = names(log, owner)
    assert len(mine) == 2
    assert len({*mine, *seen}) == 3


class TestBackoff:
    def test_it_is_kept(self, log: OpLog, owner: Owner, clock: TurnableClock) -> None:
        one = captured(log, owner, "a")
        settle.postponed(log, owner, one, "model away", clock() + 5 * MINUTE)
        assert names(log, owner) == []
        clock.turn(4 * MINUTE)
        assert names(log, owner) == []
        clock.turn(1 * MINUTE)
        assert names(log, owner) == [one.hw_id]

    @pytest.mark.parametrize("back", [timedelta(minutes=10), timedelta(days=3650)])
    def test_a_clock_set_back_makes_nobody_wait(
        self, log: OpLog, owner: Owner, clock: TurnableClock, back: timedelta
    ) -> None:
        one = captured(log, owner, "a")
        settle.postponed(log, owner, one, "model away", clock() + 5 * MINUTE)
        clock.turn(-back)
        assert names(log, owner) == [one.hw_id]

    def test_nor_after_a_crash_in_the_attempt_that_followed(
        self, log: OpLog, owner: Owner, clock: TurnableClock, tmp_path: Path
    ) -> None:
        one = captured(log, owner, "a")
        settle.postponed(log, owner, one, "model away", clock() + 5 * MINUTE)
        clock.turn(-timedelta(days=3650))
        with Owner(tmp_path) as mortal:
            assert names(log, mortal) == [one.hw_id]
        assert names(log, owner) == [one.hw_id]

    def test_it_is_an_hour_at_most(self, log: OpLog, owner: Owner, clock: TurnableClock) -> None:
        one = captured(log, owner, "a")
        settle.postponed(log, owner, one, "busy", clock() + timedelta(days=365))
        clock.turn(59 * MINUTE)
        assert names(log, owner) == []
        clock.turn(2 * MINUTE)
        assert names(log, owner) == [one.hw_id]

    def test_a_clock_that_jumps_changes_no_claim(
        self, log: OpLog, owner: Owner, other: Owner, clock: TurnableClock
    ) -> None:
        captured(log, owner, "a")
        for jump in (timedelta(days=9999), -timedelta(days=19999)):
            clock.turn(jump)
            assert names(log, other) == []

    def test_an_attempt_that_asked_nobody_is_not_counted(self, log: OpLog, owner: Owner) -> None:
        one = captured(log, owner, "a")
        settle.postponed(log, owner, one, "connection refused", counts=False)
        assert query.intake(log, one.hw_id).ops[0].attempts == 0
        assert [again.attempt for again in claim(log, owner, OpKind.IDENTIFY, limit=1)] == [1]


class TestLostClaims:
    def test_a_settled_attempt_is_settled_once(self, log: OpLog, owner: Owner) -> None:
        one = captured(log, owner, "a")
        settle.postponed(log, owner, one, "model away")
        with pytest.raises(settle.LostClaimError):
            settle.postponed(log, owner, one, "model away")
        claim(log, owner, OpKind.IDENTIFY, limit=1)
        with pytest.raises(settle.LostClaimError):
            settle.identified(log, owner, one, DELL, plan(), None)

    def test_what_was_discarded_meanwhile_stays_so(self, log: OpLog, owner: Owner) -> None:
        one = captured(log, owner, "a")
        settle.discard(log, one.hw_id, "not mine")
        before = query.intake(log, one.hw_id)
        for attempt in (
            lambda: settle.identified(log, owner, one, DELL, plan(), None),
            lambda: settle.postponed(log, owner, one, ""),
            lambda: settle.refused(log, owner, one, ""),
            lambda: settle.sent(log, owner, [one]),
            lambda: settle.delivered(log, owner, [settle.Delivered(one)]),
        ):
            with pytest.raises(settle.LostClaimError):
                attempt()
        assert query.intake(log, one.hw_id) == before

    def test_a_batch_with_one_lost_claim_is_left_whole(self, log: OpLog, owner: Owner) -> None:
        for name in "ab":
            identified(log, owner, name)
        kept, lost = claim(log, owner, OpKind.CREATE_DEVICE, limit=2)
        settle.discard(log, lost.hw_id, "")
        with pytest.raises(settle.LostClaimError):
            settle.sent(log, owner, [kept, lost])
        assert query.intake(log, kept.hw_id).state is State.READY
        settle.sent(log, owner, [kept])

    def test_a_row_that_was_pruned_and_used_again_is_another_intake(
        self, log: OpLog, owner: Owner
    ) -> None:
        old = captured(log, owner, "a")
        log.connection.execute("DELETE FROM intakes")
        new = captured(log, owner, "b")
        assert new.intake_id == old.intake_id
        with pytest.raises(settle.LostClaimError):
            settle.postponed(log, owner, old, "")


class TestSweeping:
    def test_only_the_files_of_the_dead_go(self, log: OpLog, owner: Owner, tmp_path: Path) -> None:
        (tmp_path / "owners" / "1-dead.lock").touch()
        assert sweep(tmp_path) == 1
        assert sweep(tmp_path) == 0
        assert alive(tmp_path, owner.name)
        assert sweep(tmp_path / "nowhere") == 0

    def test_a_file_swept_before_it_was_locked_is_made_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import fcntl

        lock = fcntl.flock
        swept: list[bool] = []

        def swept_first(descriptor: int, operation: int) -> None:
            if operation == fcntl.LOCK_EX and not swept:
                swept.append(True)
                assert sweep(tmp_path) == 1
            lock(descriptor, operation)

        monkeypatch.setattr(fcntl, "flock", swept_first)
        with Owner(tmp_path) as owner:
            assert swept
            assert alive(tmp_path, owner.name)

    def test_many_owners_come_and_go_while_others_sweep(self, tmp_path: Path) -> None:
        script = """
import sys, time
from pathlib import Path
from hwlab_cli.oplog.claims import Owner, alive, sweep
home = Path(sys.argv[1])
until = time.monotonic() + 1.5
while time.monotonic() < until:
    with Owner(home) as owner:
        sweep(home)
        assert alive(home, owner.name)
"""
        for process in [started(script, tmp_path) for _ in range(4)]:
            finished(process)


def test_an_owners_folder_that_cannot_be_made_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "owners").write_text("in the way")
    with pytest.raises(StateError, match="state folder"):
        Owner(tmp_path)


def test_closing_twice_is_nothing(tmp_path: Path) -> None:
    owner = Owner(tmp_path)
    owner.close()
    reused = os.open(tmp_path, os.O_RDONLY)
    owner.close()
    os.fstat(reused)
    os.close(reused)


def test_asking_who_is_alive_never_makes_the_dead_seem_so(tmp_path: Path) -> None:
    with Owner(tmp_path) as owner:
        name = owner.name
    (tmp_path / "owners" / f"{name}.lock").touch()
    script = "import sys; from pathlib import Path; from hwlab_cli.oplog.claims import alive\n"
    script += "print(any(alive(Path(sys.argv[1]), sys.argv[2]) for _ in range(20000)))"
    for process in [started(script, tmp_path, name) for _ in range(3)]:
        assert finished(process) == "False\n"


def test_settling_takes_no_part_in_other_intakes(log: OpLog, owner: Owner) -> None:
    one, two = captured(log, owner, "a"), captured(log, owner, "b")
    before = query.intake(log, two.hw_id)
    settle.identified(log, owner, one, DELL, plan(), None)
    assert query.intake(log, two.hw_id) == before
