"""What a person decided is taken back exactly, unless it is too late for that."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oplog_setup import claimed
from reviewing_decided import (
    DECISIONS,
    DOUBTED,
    Decide,
    accept,
    discard,
    held,
    look,
    outcome,
    stands,
    state,
)

from hwlab_cli.errors import HwlabError, UsageError
from hwlab_cli.model import (
    IdentifiedField,
    OpKind,
    State,
)
from hwlab_cli.oplog import claims, deciding, query, settle
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.steps import ChangedError
from hwlab_cli.photos.originals import Originals
from hwlab_cli.reviewing import fields
from hwlab_cli.reviewing.undoing import Decided

pytestmark = pytest.mark.usefixtures("sound_log")


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
    accept(log, look(log, hw_id))
    claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)


@pytest.mark.parametrize("when", ["claimed", "sent", "done"])
def test_what_was_sent_is_not_taken_back(
    log: OpLog, owner: Owner, decided: Decided, when: str
) -> None:
    hw_id = held(log, owner, "a")
    seen = look(log, hw_id)
    accept(log, seen)
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
    accept(log, seen)
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
    discard(log, seen)
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
    discard(log, seen)
    decided.remember("discard", hw_id, [seen])
    twin = held(log, owner, "b", found=replace(DOUBTED, proven=list(IdentifiedField)))
    assert (seen.intake.state, state(log, twin)) == (State.READY, State.READY)
    decided.take_back()
    assert query.intake(log, hw_id).reasons == [
        f"duplicate of {twin}: same manufacturer and serial"
    ]


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
                    accept(log, seen)
                case "edit":
                    fields.edit(log, seen.intake, {"model": "R1"}, "hold", since=seen.stamp)
                case "clear":
                    fields.edit(log, seen.intake, {"serial": ""}, "hold", since=seen.stamp)
                case "discard":
                    discard(log, seen)
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
