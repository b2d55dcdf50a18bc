"""What a person decides: written at once, overwritten by nobody, taken back exactly."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oplog_setup import captured, claimed, photo

from hwlab_cli import plan
from hwlab_cli.errors import HwlabError, UsageError
from hwlab_cli.model import (
    Evidence,
    EvidenceKind,
    Identification,
    IdentifiedField,
    OpKind,
    State,
)
from hwlab_cli.oplog import append, claims, deciding, query, settle
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.deciding import Outcome, Standing
from hwlab_cli.oplog.steps import ChangedError
from hwlab_cli.photos.originals import Originals
from hwlab_cli.reviewing import fields
from hwlab_cli.reviewing.undoing import Decided

PRINT = Evidence(EvidenceKind.TEXT, "7XK2", "a", ((0, 0), (9, 0), (9, 9), (0, 9)), "full")
DOUBTED = Identification(
    manufacturer="Dell",
    model="R640",
    serial="7XK2",
    evidence={IdentifiedField.SERIAL: [PRINT]},
    proven=[IdentifiedField.MANUFACTURER, IdentifiedField.MODEL],
    doubts=["the serial 7XK2 is read once; look again"],
    recognizer="label",
)


def held(log: OpLog, owner: Owner, *names: str, found: Identification = DOUBTED) -> str:
    """Take photos in, of which this identification is made."""
    claim = captured(log, owner, *names)
    kept = query.intake(log, claim.hw_id).photos
    ops = plan.ops_for(found, kept, "hold")
    settle.identified(log, owner, claim, found, ops, plan.identity_key(found))
    return claim.hw_id


def look(log: OpLog, hw_id: str) -> Standing:
    return deciding.standing(log, hw_id)


def state(log: OpLog, hw_id: str) -> State:
    return query.intake(log, hw_id).state


def stands(log: OpLog, hw_id: str) -> tuple[Any, ...]:
    """All that an undo must bring back."""
    one = query.intake(log, hw_id)
    ops = [(op.kind, op.state, op.reason, op.outcome, op.body) for op in one.ops]
    return one.state, one.identification, one.photos, ops


def outcome(found: Identification, *photos: str) -> Outcome:
    ops = plan.ops_for(found, [photo(name) for name in photos], "hold")
    return Outcome(found, ops, plan.identity_key(found))


@pytest.fixture
def decided(log: OpLog) -> Decided:
    return Decided(log)


@pytest.fixture(autouse=True)
def nothing_contradicts(log: OpLog) -> Iterator[None]:
    yield
    found = check(log, Originals(log.home / "originals"))
    assert [one for one in found if not one.harmless and "original" not in one.what] == []


def test_what_is_accepted_is_proven_by_a_person_and_by_what_was_read(
    log: OpLog, owner: Owner
) -> None:
    hw_id = held(log, owner, "a")
    assert state(log, hw_id) is State.HELD
    fields.accept(log, query.intake(log, hw_id), "hold")
    one = query.intake(log, hw_id)
    assert one.state is State.READY
    assert one.identification
    pieces = one.identification.evidence[IdentifiedField.SERIAL]
    assert [piece.kind for piece in pieces] == [EvidenceKind.TEXT, EvidenceKind.PERSON]
    assert pieces[0] == PRINT
    assert one.ops[1].body["serial"] == "7XK2"
    told = query.events(log, one.row_id)
    assert [event.reason for event in told if event.outcome == "accepted"] == ["serial"]


def test_what_is_missing_can_not_be_accepted(log: OpLog, owner: Owner) -> None:
    hw_id = held(log, owner, "a", found=replace(DOUBTED, model=None))
    with pytest.raises(UsageError, match="nothing to accept"):
        fields.accept(log, query.intake(log, hw_id), "hold")
    assert state(log, hw_id) is State.HELD


def _edit(log: OpLog, seen: Standing) -> None:
    fields.edit(log, seen.intake, {"serial": "8YL3"}, "hold", since=seen.stamp)


def _accept(log: OpLog, seen: Standing) -> None:
    fields.accept(log, seen.intake, "hold", since=seen.stamp)


def _deliver(log: OpLog, owner: Owner, hw_id: str) -> None:
    for kind in (OpKind.CREATE_DEVICE, OpKind.ATTACH_PHOTO):
        settle.delivered(log, owner, [settle.Delivered(claimed(log, owner, kind, hw_id))])


def _discard(log: OpLog, seen: Standing) -> None:
    settle.discard(log, seen.intake.hw_id, "broken", since=seen.stamp)


def _retry(log: OpLog, seen: Standing) -> None:
    settle.retry(log, seen.intake.hw_id, since=seen.stamp)


DECISIONS = (_accept, _edit, _discard, _retry)
Decide = Callable[[OpLog, Standing], None]


@pytest.mark.parametrize("second", DECISIONS)
@pytest.mark.parametrize("first", DECISIONS)
def test_the_second_of_two_persons_overwrites_nothing(
    log: OpLog, owner: Owner, first: Decide, second: Decide
) -> None:
    hw_id = held(log, owner, "a")
    seen = look(log, hw_id)
    first(log, seen)
    after = stands(log, hw_id)
    with pytest.raises(ChangedError, match="meanwhile"):
        second(log, seen)
    assert stands(log, hw_id) == after


def test_what_a_shadow_tier_said_meanwhile_is_not_overwritten(log: OpLog, owner: Owner) -> None:
    hw_id = held(log, owner, "a")
    seen = look(log, hw_id)
    settle.recorded(log, hw_id, [{"tier": "other"}])
    with pytest.raises(ChangedError):
        _edit(log, seen)


@pytest.mark.parametrize("decide", DECISIONS)
def test_a_decision_is_taken_back_exactly(
    log: OpLog, owner: Owner, decided: Decided, decide: Decide
) -> None:
    hw_id = held(log, owner, "a", "b")
    before, seen = stands(log, hw_id), look(log, hw_id)
    decide(log, seen)
    decided.remember("decision", hw_id, [seen])
    assert stands(log, hw_id) != before
    decided.take_back()
    assert stands(log, hw_id) == before
    assert decided.last is None
    # It can be carried on with from there.
    _accept(log, look(log, hw_id))
    claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)


@pytest.mark.parametrize("when", ["claimed", "sent", "done"])
def test_what_was_sent_is_not_taken_back(
    log: OpLog, owner: Owner, decided: Decided, when: str
) -> None:
    hw_id = held(log, owner, "a")
    seen = look(log, hw_id)
    _accept(log, seen)
    decided.remember("accept", hw_id, [seen])
    claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
    if when != "claimed":
        settle.sent(log, owner, [claim])
    if when == "done":
        settle.delivered(log, owner, [settle.Delivered(claim)])
    before = stands(log, hw_id)
    with pytest.raises(ChangedError):
        decided.take_back()
    assert stands(log, hw_id) == before
    assert decided.last is None


@pytest.mark.parametrize("when", ["claimed", "sent", "done"])
def test_what_was_sent_before_the_decision_was_remembered_is_not_taken_back(
    log: OpLog, owner: Owner, decided: Decided, when: str
) -> None:
    hw_id = held(log, owner, "a")
    seen = look(log, hw_id)
    _accept(log, seen)
    claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
    if when != "claimed":
        settle.sent(log, owner, [claim])
    if when == "done":
        settle.delivered(log, owner, [settle.Delivered(claim)])
    decided.remember("accept", hw_id, [seen])
    before = stands(log, hw_id)
    with pytest.raises(ChangedError, match="at work on it"):
        decided.take_back()
    assert stands(log, hw_id) == before


def test_a_discard_stays_where_its_photos_were_taken_in_anew(
    log: OpLog, owner: Owner, decided: Decided
) -> None:
    hw_id = held(log, owner, "a")
    seen = look(log, hw_id)
    _discard(log, seen)
    decided.remember("discard", hw_id, [seen])
    anew = held(log, owner, "a")
    assert anew != hw_id
    with pytest.raises(UsageError, match="another intake") as caught:
        decided.take_back()
    assert anew in (caught.value.hint or "")
    assert state(log, hw_id) is State.DISCARDED


def test_a_twin_that_came_meanwhile_holds_what_is_taken_back(
    log: OpLog, owner: Owner, decided: Decided
) -> None:
    hw_id = held(log, owner, "a", found=replace(DOUBTED, proven=list(IdentifiedField)))
    seen = look(log, hw_id)
    _discard(log, seen)
    decided.remember("discard", hw_id, [seen])
    twin = held(log, owner, "b", found=replace(DOUBTED, proven=list(IdentifiedField)))
    assert (seen.intake.state, state(log, twin)) == (State.READY, State.READY)
    decided.take_back()
    assert query.intake(log, hw_id).reasons == [
        f"duplicate of {twin}: same manufacturer and serial"
    ]


class TestMerge:
    @pytest.fixture
    def twins(self, log: OpLog, owner: Owner) -> tuple[str, str]:
        first = held(log, owner, "a")
        return first, held(log, owner, "b")

    def test_twins_find_each_other(self, log: OpLog, twins: tuple[str, str]) -> None:
        first, second = twins
        assert f"duplicate of {first}" in " ".join(query.intake(log, second).reasons)
        assert look(log, second).twin == first

    def merged(self, log: OpLog, owner: Owner, source: str, target: str) -> claims.Claim | None:
        said = replace(DOUBTED, asset_tag="IT-7")
        return deciding.merged(
            log, owner, look(log, source), look(log, target), outcome(said, "a", "b")
        )

    def test_photos_go_over_and_are_looked_at(
        self, log: OpLog, owner: Owner, twins: tuple[str, str]
    ) -> None:
        first, second = twins
        claim = self.merged(log, owner, second, first)
        assert claim
        assert (claim.hw_id, claim.kind) == (first, OpKind.IDENTIFY)
        kept, gone = query.intake(log, first), query.intake(log, second)
        assert [one.name for one in kept.photos] == ["a", "b"]
        assert kept.identification
        assert kept.identification.asset_tag == "IT-7"
        assert (kept.state, gone.state) == (State.READY, State.DISCARDED)
        # Both facts stay in the log.
        assert gone.reasons[0] == f"merged into {first}"
        assert gone.photos == (photo("b"),)
        told = [one.reason for one in query.events(log, kept.row_id)]
        assert f"merged with {second}: identify it again" in told

    def test_a_merge_is_taken_back(
        self, log: OpLog, owner: Owner, twins: tuple[str, str], decided: Decided
    ) -> None:
        first, second = twins
        before = stands(log, first), stands(log, second)
        seen, target = look(log, second), look(log, first)
        claim = self.merged(log, owner, second, first)
        assert claim
        settled = outcome(DOUBTED, "a", "b")
        settle.identified(log, owner, claim, DOUBTED, settled.ops, settled.key)
        decided.remember("merge", second, [target, seen])
        decided.take_back()
        assert (stands(log, first), stands(log, second)) == before

    def test_photos_are_owed_to_what_netbox_has(
        self, log: OpLog, owner: Owner, twins: tuple[str, str], decided: Decided
    ) -> None:
        first, second = twins
        _accept(log, look(log, first))
        _deliver(log, owner, first)
        assert state(log, first) is State.DONE
        before = stands(log, first), stands(log, second)
        seen, target = look(log, second), look(log, first)
        assert deciding.merged(log, owner, seen, target, None) is None
        decided.remember("merge", second, [target, seen])
        one = query.intake(log, first)
        assert one.state is State.READY
        assert one.ops[-1].kind is OpKind.ATTACH_PHOTO
        assert one.ops[-1].body == {"sha256": photo("b").sha256}
        decided.take_back()
        assert (stands(log, first), stands(log, second)) == before

    def test_photos_that_are_on_their_way_are_not_taken_back(
        self, log: OpLog, owner: Owner, twins: tuple[str, str], decided: Decided
    ) -> None:
        first, second = twins
        _accept(log, look(log, first))
        _deliver(log, owner, first)
        seen, target = look(log, second), look(log, first)
        deciding.merged(log, owner, seen, target, None)
        claim = claimed(log, owner, OpKind.ATTACH_PHOTO, first)
        settle.sent(log, owner, [claim])
        decided.remember("merge", second, [target, seen])
        with pytest.raises(ChangedError):
            decided.take_back()
        assert state(log, second) is State.DISCARDED

    @pytest.mark.parametrize("which", ["source", "target"])
    def test_one_that_changed_meanwhile_is_not_merged(
        self, log: OpLog, owner: Owner, twins: tuple[str, str], which: str
    ) -> None:
        first, second = twins
        seen, target = look(log, second), look(log, first)
        _edit(log, look(log, second if which == "source" else first))
        before = stands(log, first), stands(log, second)
        with pytest.raises(ChangedError):
            deciding.merged(log, owner, seen, target, outcome(DOUBTED, "a", "b"))
        assert (stands(log, first), stands(log, second)) == before

    def test_what_can_not_be_merged_is_told(
        self, log: OpLog, owner: Owner, twins: tuple[str, str]
    ) -> None:
        first, second = twins
        with pytest.raises(UsageError, match="itself"):
            self.merged(log, owner, first, first)
        settle.discard(log, first, "")
        with pytest.raises(UsageError, match="discarded"):
            self.merged(log, owner, second, first)
        assert state(log, second) is State.HELD

    def test_a_typed_one_gives_and_takes(self, log: OpLog, owner: Owner) -> None:
        typed = append.add(log, DOUBTED, outcome(DOUBTED).ops, outcome(DOUBTED).key)
        shown = held(log, owner, "a")
        before = stands(log, shown), stands(log, typed)
        seen, target = look(log, shown), look(log, typed)
        assert deciding.merged(log, owner, seen, target, outcome(DOUBTED, "a")) is None
        one = query.intake(log, typed)
        assert [op.kind for op in one.ops] == [OpKind.CREATE_DEVICE, OpKind.ATTACH_PHOTO]
        deciding.taken_back(log, [(target, look(log, typed).stamp), (seen, look(log, shown).stamp)])
        assert (stands(log, shown), stands(log, typed)) == before


def test_several_decisions_are_taken_back_one_by_one(
    log: OpLog, owner: Owner, decided: Decided
) -> None:
    hw_id = held(log, owner, "a")
    before = []
    for values in ({"serial": "1AB"}, {"model": "R740"}, {"serial": ""}):
        before.append(stands(log, hw_id))
        seen = look(log, hw_id)
        fields.edit(log, seen.intake, values, "hold", since=seen.stamp)
        decided.remember("edit", hw_id, [seen])
    decided.remember("skip", hw_id)
    decided.take_back()
    for earlier in reversed(before):
        decided.take_back()
        assert stands(log, hw_id) == earlier
    assert decided.take_back() is None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(["accept", "edit", "clear", "discard", "merge"]), st.booleans()),
        max_size=7,
    )
)
def test_whatever_was_decided_can_be_taken_back(
    log: OpLog, owner: Owner, steps: list[tuple[str, bool]]
) -> None:
    number = len(list(query.intakes(log)))
    serial = f"S{number}"
    found = replace(DOUBTED, serial=serial, doubts=[])
    both = [held(log, owner, f"{number}{name}", found=found) for name in "ab"]
    decided = Decided(log)
    course = []
    for word, second in steps:
        hw_id, other = both[::-1] if second else both
        before = [stands(log, one) for one in both]
        seen, target = look(log, hw_id), look(log, other)
        try:
            match word:
                case "accept":
                    _accept(log, seen)
                case "edit":
                    fields.edit(log, seen.intake, {"model": "R1"}, "hold", since=seen.stamp)
                case "clear":
                    fields.edit(log, seen.intake, {"serial": ""}, "hold", since=seen.stamp)
                case "discard":
                    _discard(log, seen)
                case "merge":
                    deciding.merged(log, owner, seen, target, outcome(found))
                    claims.release(log, owner)
        except HwlabError:
            assert [stands(log, one) for one in both] == before
            continue
        course.append(before)
        changed = [target, seen] if word == "merge" else [seen]
        decided.remember(word, hw_id, changed)
    for before in reversed(course):
        decided.take_back()
        assert [stands(log, one) for one in both] == before
    problems = check(log, Originals(log.home / "originals"))
    assert [one for one in problems if not one.harmless and "original" not in one.what] == []
