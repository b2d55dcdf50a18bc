"""What a person decides: written at once, and overwritten by nobody."""

from dataclasses import replace

import pytest
from reviewing_decided import DECISIONS, DOUBTED, PRINT, Decide, edit, held, look, stands, state

from hwlab_cli.errors import UsageError
from hwlab_cli.model import (
    EvidenceKind,
    IdentifiedField,
    State,
)
from hwlab_cli.oplog import query, settle
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.steps import ChangedError
from hwlab_cli.reviewing import fields

pytestmark = pytest.mark.usefixtures("sound_log")


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
        edit(log, seen)
