"""Any sequence of steps, crashes and clock jumps: nothing lost, nothing doubled, order kept."""

import shutil
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from oplog_setup import DELL, TurnableClock, plan, stored

from hwlab_cli.errors import UsageError
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import append, claims, query, settle
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Claim, Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.prune import FINISHED, prune
from hwlab_cli.photos.originals import Originals

MEMORY = Path("/dev/shm")
PHOTOS = st.sampled_from("abcdefgh")
SERIALS = st.sampled_from([None, "dell/1", "dell/2"])
JUMPS = st.sampled_from(
    [timedelta(seconds=1), timedelta(minutes=10), timedelta(days=4000), -timedelta(days=4000)]
)
PICK = st.integers(0, 99)


class LogMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        folder = tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None)
        self.home = Path(folder) / "home"
        self.clock = TurnableClock()
        self.log = OpLog.open(self.home, clock=self.clock)
        self.originals = Originals(self.home / "originals")
        self.owners = [Owner(self.home)]
        self.dead: list[Owner] = []
        self.photos: dict[str, set[str]] = {}
        self.asked_again: set[str] = set()
        self.held_by: dict[str, tuple[Owner, Claim]] = {}
        self.lost: list[tuple[Owner, Claim]] = []
        self.backoffs: dict[str, tuple[datetime, datetime]] = {}
        self.history: dict[str, list[query.Event]] = {}

    def teardown(self) -> None:
        self.log.close()
        for owner in self.owners:
            owner.close()
        shutil.rmtree(self.home.parent)

    @initialize()
    def begin_in_the_middle(self) -> None:
        """Begin with an intake in each state, which single steps seldom get to."""
        for place, (name, key, ops) in enumerate(
            [("a", "dell/1", 5), ("b", "dell/1", 1), ("c", "dell/2", 2), ("d", None, 1)]
        ):
            self.capture([name], 0, again=False)
            self.carry_on(place, 0, key, ops)
        self.claim(0, OpKind.PATCH_CUSTOM_FIELDS, 1)
        self.deliver(0, arrives=False)
        self.claim(0, OpKind.CREATE_DEVICE, 1)
        self.refused(1, State.FAILED)
        self.capture(["e"], 0, again=False)
        self.discard(4)
        self.capture(["f"], 0, again=False)
        states = [intake.state for intake in query.intakes(self.log)]
        assert states == [
            State.DONE,
            State.HELD,
            State.SENT,
            State.FAILED,
            State.DISCARDED,
            State.READY,
        ]

    # What is there to choose from.

    def owner(self, pick: int) -> Owner:
        return self.owners[pick % len(self.owners)]

    def intake(self, pick: int) -> query.Intake:
        names = list(self.photos)  # in order of capture: the names themselves are random
        return query.intake(self.log, names[pick % len(names)])

    def own_claims(self, *kinds: OpKind) -> list[tuple[Owner, Claim]]:
        chosen = kinds or tuple(OpKind)
        return [
            (owner, claim)
            for owner, claim in self.held_by.values()
            if claim.kind in chosen and owner not in self.dead
        ]

    def delivering(self) -> list[tuple[Owner, Claim]]:
        return self.own_claims(*[kind for kind in OpKind if kind is not OpKind.IDENTIFY])

    def take(self, owner: Owner, claim: Claim) -> None:
        self.lose(claim.hw_id)
        self.backoffs.pop(claim.hw_id, None)
        self.held_by[claim.hw_id] = (owner, claim)

    def lose(self, hw_id: str) -> None:
        if hw_id in self.held_by:
            self.lost.append(self.held_by.pop(hw_id))

    # Processes come, go and crash; clocks jump.

    @precondition(lambda self: len(self.owners) < 3)
    @rule()
    def begin(self) -> None:
        self.owners.append(Owner(self.home))

    @precondition(lambda self: len(self.owners) > 1)
    @rule(pick=PICK)
    def crash(self, pick: int) -> None:
        owner = self.owners.pop(pick % len(self.owners))
        owner._disown()
        self.dead.append(owner)
        assert not claims.alive(self.home, owner.name)

    @rule(pick=PICK)
    def release(self, pick: int) -> None:
        owner = self.owner(pick)
        claims.release(self.log, owner)
        for hw_id, held in list(self.held_by.items()):
            if held[0] is owner:
                self.lose(hw_id)

    @rule(jump=JUMPS)
    def turn_the_clock(self, jump: timedelta) -> None:
        if 2000 < (self.clock.time + jump).year < 2090:
            self.clock.turn(jump)

    @rule()
    def open_again(self) -> None:
        self.log.close()
        claims.sweep(self.home)
        self.log = OpLog.open(self.home, clock=self.clock)

    # Intakes come in.

    @rule(names=st.lists(PHOTOS, min_size=1, max_size=3), pick=PICK, again=st.booleans())
    def capture(self, names: list[str], pick: int, again: bool) -> None:
        owner = self.owner(pick)
        kept = [stored(self.originals, name) for name in names]
        known = append.known_photos(self.log, [one.sha256 for one in kept])
        result = append.capture(self.log, kept, owner, again=again)
        if known and not again:
            assert result.claim is None
            assert result.hw_id in known.values()
            return
        assert result.claim is not None
        assert result.hw_id not in self.photos
        self.photos[result.hw_id] = {one.sha256 for one in kept}
        self.take(owner, result.claim)
        if again:
            self.asked_again |= set(known)

    @rule(key=SERIALS, held=st.booleans())
    def add(self, key: str | None, held: bool) -> None:
        ops = plan(State.HELD if held else State.READY, photos=0)
        self.photos[append.add(self.log, DELL, ops, key)] = set()

    @precondition(lambda self: self.photos)
    @rule(which=PICK, pick=PICK, name=PHOTOS)
    def add_photo(self, which: int, pick: int, name: str) -> None:
        intake, owner = self.intake(which), self.owner(pick)
        kept = stored(self.originals, name)
        if intake.source == "typed" or not may_change(intake):
            with pytest.raises(UsageError):
                append.add_photos(self.log, intake.hw_id, [kept], owner)
            return
        known = append.known_photos(self.log, [kept.sha256])
        result = append.add_photos(self.log, intake.hw_id, [kept], owner)
        if kept in intake.photos or known:
            assert result.claim is None
            return
        assert result.claim is not None
        self.photos[intake.hw_id].add(kept.sha256)
        self.take(owner, result.claim)

    # Work is taken and settled.

    @rule(pick=PICK, kind=st.sampled_from(OpKind), limit=st.integers(1, 9))
    def claim(self, pick: int, kind: OpKind, limit: int) -> None:
        owner = self.owner(pick)
        free = {intake.hw_id for intake in query.intakes(self.log) if self.is_free(intake, kind)}
        taken = claims.claim(self.log, owner, kind, limit=limit)
        names = [claim.hw_id for claim in taken]
        assert set(names) <= free
        assert len(names) == len(set(names)) == min(limit, len(free))
        for claim in taken:
            self.take(owner, claim)

    def is_free(self, intake: query.Intake, kind: OpKind) -> bool:
        held = self.held_by.get(intake.hw_id)
        since, due = self.backoffs.get(intake.hw_id, (None, None))
        waits = since is not None and due is not None and since <= self.clock.time < due
        first = next((op for op in intake.ops if op.state is not State.DONE), None)
        return (
            first is not None
            and first.kind is kind
            and first.state in {State.READY, State.SENT}
            and (held is None or held[0] in self.dead)
            and not waits
        )

    @precondition(lambda self: self.own_claims(OpKind.IDENTIFY))
    @rule(pick=PICK, key=SERIALS, held=st.booleans())
    def identified(self, pick: int, key: str | None, held: bool) -> None:
        chosen = self.own_claims(OpKind.IDENTIFY)
        self.identify(*chosen[pick % len(chosen)], key, held=held)

    def identify(self, owner: Owner, claim: Claim, key: str | None, *, held: bool) -> None:
        photos = len(self.photos[claim.hw_id])
        ops = plan(State.HELD if held else State.READY, photos=photos)
        state = settle.identified(self.log, owner, claim, DELL, ops, key)
        assert state is State.HELD if held else state in {State.HELD, State.READY}
        self.lose(claim.hw_id)

    @precondition(lambda self: self.own_claims())
    @rule(pick=PICK, minutes=st.integers(0, 90), counts=st.booleans())
    def postponed(self, pick: int, minutes: int, counts: bool) -> None:
        chosen = self.own_claims()
        owner, claim = chosen[pick % len(chosen)]
        now = self.clock()
        due = now + timedelta(minutes=minutes)
        settle.postponed(self.log, owner, claim, "away", due, counts=counts)
        self.lose(claim.hw_id)
        if not counts:
            # The next attempt has the same number, and may be this very owner's.
            self.lost.pop()
        self.backoffs[claim.hw_id] = (now, min(due, now + claims.LONGEST_WAIT))

    @precondition(lambda self: self.own_claims())
    @rule(pick=PICK, state=st.sampled_from([State.FAILED, State.HELD]))
    def refused(self, pick: int, state: State) -> None:
        chosen = self.own_claims()
        owner, claim = chosen[pick % len(chosen)]
        assert settle.refused(self.log, owner, claim, "no", state) is state
        self.lose(claim.hw_id)

    @precondition(lambda self: self.delivering())
    @rule(pick=PICK, arrives=st.booleans())
    def deliver(self, pick: int, arrives: bool) -> None:
        chosen = self.delivering()
        self.send(*chosen[pick % len(chosen)], arrives=arrives)

    def send(self, owner: Owner, claim: Claim, *, arrives: bool) -> None:
        settle.sent(self.log, owner, [claim])
        if arrives:
            settle.delivered(self.log, owner, [settle.Delivered(claim)])
            self.lose(claim.hw_id)

    @precondition(lambda self: self.photos)
    @rule(which=PICK, pick=PICK, key=SERIALS, ops=st.integers(1, 6))
    def carry_on(self, which: int, pick: int, key: str | None, ops: int) -> None:
        """Carry one intake through several ops: single steps seldom get to the end."""
        hw_id = self.intake(which).hw_id
        for _ in range(ops):
            owner, only = self.owner(pick), [hw_id]
            for kind in OpKind:
                for claim in claims.claim(self.log, owner, kind, limit=1, only=only):
                    self.take(owner, claim)
            mine = [held for held in self.own_claims() if held[1].hw_id == hw_id]
            for owner, claim in mine:
                if claim.kind is OpKind.IDENTIFY:
                    self.identify(owner, claim, key, held=False)
                else:
                    self.send(owner, claim, arrives=True)

    @precondition(lambda self: self.lost)
    @rule(pick=PICK)
    def settle_what_was_lost(self, pick: int) -> None:
        owner, claim = self.lost[pick % len(self.lost)]
        with pytest.raises(settle.LostClaimError):
            settle.identified(self.log, owner, claim, DELL, plan(), None)
        with pytest.raises(settle.LostClaimError):
            settle.delivered(self.log, owner, [settle.Delivered(claim)])

    # Persons decide.

    @precondition(lambda self: self.photos)
    @rule(which=PICK)
    def retry(self, which: int) -> None:
        intake = self.intake(which)
        if intake.state in settle.RETRYABLE:
            assert settle.retry(self.log, intake.hw_id) is State.READY
            return
        with pytest.raises(UsageError):
            settle.retry(self.log, intake.hw_id)

    @precondition(lambda self: self.photos)
    @rule(which=PICK)
    def discard(self, which: int) -> None:
        intake = self.intake(which)
        if intake.state in {State.DONE, State.DISCARDED, State.SENT}:
            with pytest.raises(UsageError):
                settle.discard(self.log, intake.hw_id, "")
            return
        assert settle.discard(self.log, intake.hw_id, "") is State.DISCARDED
        self.lose(intake.hw_id)

    @precondition(lambda self: self.photos)
    @rule(which=PICK, key=SERIALS)
    def edit(self, which: int, key: str | None) -> None:
        intake = self.intake(which)
        right = replace(DELL, serial=key)
        ops = plan(photos=len(intake.photos))
        if not may_change(intake):
            with pytest.raises(UsageError):
                settle.edited(self.log, intake.hw_id, right, ops, key)
            return
        settle.edited(self.log, intake.hw_id, right, ops, key)
        assert query.intake(self.log, intake.hw_id).identification == right
        self.lose(intake.hw_id)
        self.backoffs.pop(intake.hw_id, None)

    @rule(states=st.sets(st.sampled_from(FINISHED)), late=st.booleans())
    def prune(self, states: set[State], late: bool) -> None:
        before = self.clock() + timedelta(days=30000 if late else -30000)
        foreseen = prune(self.log, self.originals, before, states, dry_run=True)
        going = [
            intake.hw_id for intake in query.intakes(self.log) if late and intake.state in states
        ]
        done = prune(self.log, self.originals, before, states)
        assert foreseen == done
        assert done.intakes == len(going)
        for hw_id in going:
            del self.photos[hw_id], self.history[hw_id]
            assert hw_id not in self.held_by
            self.backoffs.pop(hw_id, None)

    # What always holds.

    @invariant()
    def nothing_contradicts(self) -> None:
        problems = check(self.log, self.originals)
        assert [problem for problem in problems if not problem.harmless] == []

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        found = list(query.intakes(self.log))
        assert sorted(intake.hw_id for intake in found) == sorted(self.photos)
        names: set[str] = set()
        for intake in found:
            shas = {kept.sha256 for kept in intake.photos}
            assert shas == self.photos[intake.hw_id]
            if intake.state is not State.DISCARDED:
                assert not names & shas - self.asked_again
                names |= shas
            creates = [op for op in intake.ops if op.kind is OpKind.CREATE_DEVICE]
            assert len(creates) <= 1

    @invariant()
    def history_only_grows(self) -> None:
        for intake in query.intakes(self.log):
            events = query.events(self.log, intake.row_id)
            known = self.history.get(intake.hw_id, [])
            assert events[: len(known)] == known
            self.history[intake.hw_id] = events
            arrived = [event for event in events if event.outcome == "delivered"]
            done = [op for op in intake.ops if op.state is State.DONE]
            assert len(arrived) == len([op for op in done if op.kind is not OpKind.IDENTIFY])

    @invariant()
    def claims_are_where_they_should_be(self) -> None:
        rows = self.log.rows("SELECT hw_id, owner FROM intakes WHERE owner IS NOT NULL")
        assert dict(rows) == {hw_id: held[0].name for hw_id, held in self.held_by.items()}


def may_change(intake: query.Intake) -> bool:
    return intake.state is not State.DISCARDED and not any(
        op.kind is not OpKind.IDENTIFY and op.state in {State.SENT, State.DONE} for op in intake.ops
    )


TestLogMachine = LogMachine.TestCase
TestLogMachine.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
