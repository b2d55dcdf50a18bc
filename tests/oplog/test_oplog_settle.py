"""Settling: order, what attempts lead to, and what persons decide."""

from dataclasses import replace

import pytest
from oplog_setup import DELL, KEY, captured, claimed, delivered, identified, plan

from hwlab_cli.errors import NotFoundError, StateError, UsageError
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import append, query, settle
from hwlab_cli.oplog.append import NewOp
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog


def state(log: OpLog, hw_id: str) -> State:
    return query.intake(log, hw_id).state


def identify_again(log: OpLog, owner: Owner, hw_id: str, key: str | None = KEY) -> State:
    claim = claimed(log, owner, OpKind.IDENTIFY, hw_id)
    return settle.identified(log, owner, claim, DELL, plan(), key)


def test_an_intake_goes_from_photo_to_done(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    create = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
    settle.sent(log, owner, [create])
    assert state(log, hw_id) is State.SENT
    assert settle.delivered(log, owner, [settle.Delivered(create, "adopted")]) == [State.READY]
    for kind in (OpKind.PATCH_CUSTOM_FIELDS, OpKind.ATTACH_PHOTO):
        settle.delivered(log, owner, [settle.Delivered(claimed(log, owner, kind, hw_id))])
    assert state(log, hw_id) is State.DONE
    told = [
        (event.kind.value, event.attempt, event.from_state, event.to_state, event.outcome)
        for event in query.events(log, query.intake(log, hw_id).row_id)
        if event.kind in {OpKind.IDENTIFY, OpKind.CREATE_DEVICE}
    ]
    assert told == [
        ("identify", 1, None, State.READY, "captured"),
        ("identify", 1, State.READY, State.DONE, "identified"),
        ("create_device", 0, None, State.READY, "planned"),
        ("create_device", 1, State.READY, State.READY, "attempt"),
        ("create_device", 1, State.READY, State.SENT, "sent"),
        ("create_device", 1, State.SENT, State.DONE, "adopted"),
    ]


def test_what_is_held_stops_what_is_behind_it_alone(log: OpLog, owner: Owner) -> None:
    held = identified(log, owner, "a", ops=plan(State.HELD, "unproven serial"))
    free = identified(log, owner, "b")
    assert state(log, held) is State.HELD
    assert query.intake(log, held).reasons == ["unproven serial"]
    delivered(log, owner, free)
    assert (state(log, held), state(log, free)) == (State.HELD, State.DONE)


@pytest.mark.parametrize("wrong", ["sent", "done"])
def test_the_log_itself_refuses_what_is_out_of_order(log: OpLog, owner: Owner, wrong: str) -> None:
    identified(log, owner, "a")
    with pytest.raises(StateError, match="earlier op"), log.writing() as connection:
        connection.execute("UPDATE ops SET state = ? WHERE position = 3", (wrong,))


def test_the_log_itself_refuses_to_reopen_behind_a_request(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    settle.sent(log, owner, [claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)])
    with pytest.raises(StateError, match="later op"), log.writing() as connection:
        connection.execute("UPDATE ops SET state = 'ready' WHERE position = 1")


@pytest.mark.parametrize("change", ["UPDATE events SET reason = ''", "DELETE FROM events"])
def test_the_log_itself_keeps_its_history(log: OpLog, owner: Owner, change: str) -> None:
    captured(log, owner, "a")
    with pytest.raises(StateError, match="append-only"), log.writing() as connection:
        connection.execute(change)


def test_an_unknown_outcome_stays_sent(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
    settle.sent(log, owner, [claim])
    assert settle.postponed(log, owner, claim, "timeout", state=State.SENT) is State.SENT
    assert claimed(log, owner, OpKind.CREATE_DEVICE, hw_id).attempt == 2


def test_several_ops_of_one_kind_are_settled_one_by_one(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a", ops=plan(photos=3))
    for kind in (OpKind.CREATE_DEVICE, OpKind.PATCH_CUSTOM_FIELDS, OpKind.ATTACH_PHOTO):
        settle.delivered(log, owner, [settle.Delivered(claimed(log, owner, kind, hw_id))])
    second = claimed(log, owner, OpKind.ATTACH_PHOTO, hw_id)
    settle.refused(log, owner, second, "too large")
    assert [op.state for op in query.intake(log, hw_id).ops[3:]] == [
        State.DONE,
        State.FAILED,
        State.READY,
    ]
    settle.retry(log, hw_id)
    for _ in range(2):
        settle.delivered(
            log, owner, [settle.Delivered(claimed(log, owner, OpKind.ATTACH_PHOTO, hw_id))]
        )
    assert state(log, hw_id) is State.DONE


class TestRetry:
    def test_a_doubted_device_is_identified_again(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a", ops=plan(State.HELD, "unproven serial"))
        assert settle.retry(log, hw_id) is State.READY
        assert identify_again(log, owner, hw_id) is State.READY
        intake = query.intake(log, hw_id)
        assert [op.state for op in intake.ops] == [State.DONE, *[State.READY] * 3]
        assert intake.reasons == []
        delivered(log, owner, hw_id)

    def test_a_typed_device_is_taken_at_its_word(self, log: OpLog, owner: Owner) -> None:
        hw_id = append.add(log, DELL, plan(State.HELD, "no model"), None)
        assert settle.retry(log, hw_id) is State.READY
        assert claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)

    def test_an_edited_device_is_taken_at_its_word(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a")
        settle.edited(log, hw_id, DELL, plan(State.HELD, "odd"), None)
        assert settle.retry(log, hw_id) is State.READY
        assert claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)

    @pytest.mark.parametrize("outcome", [State.FAILED, State.HELD])
    def test_an_identification_that_failed_is_tried_again(
        self, log: OpLog, owner: Owner, outcome: State
    ) -> None:
        claim = captured(log, owner, "a")
        settle.refused(log, owner, claim, "no text", outcome)
        assert settle.retry(log, claim.hw_id) is State.READY
        assert identify_again(log, owner, claim.hw_id) is State.READY

    def test_what_netbox_refused_is_sent_as_it_is(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a")
        claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
        settle.refused(log, owner, claim, "serial: too long")
        assert query.intake(log, hw_id).reasons == ["serial: too long"]
        settle.retry(log, hw_id)
        assert query.intake(log, hw_id).reasons == []
        assert claimed(log, owner, OpKind.CREATE_DEVICE, hw_id).attempt == 2

    def test_there_must_be_something_to_retry(self, log: OpLog, owner: Owner) -> None:
        ready, gone = identified(log, owner, "a"), identified(log, owner, "b")
        settle.discard(log, gone, "")
        for hw_id in (ready, gone):
            with pytest.raises(UsageError):
                settle.retry(log, hw_id)
        with pytest.raises(NotFoundError):
            settle.retry(log, "HW-00000000")


class TestDuplicates:
    def test_the_second_is_held_with_the_firsts_name(self, log: OpLog, owner: Owner) -> None:
        first = identified(log, owner, "a", key=KEY)
        second = identified(log, owner, "b", key=KEY, ops=plan(reason="odd model"))
        assert (state(log, first), state(log, second)) == (State.READY, State.HELD)
        duplicate = f"duplicate of {first}: same manufacturer and serial"
        assert query.intake(log, second).reasons == ["odd model", duplicate]
        typed = append.add(log, DELL, plan(), KEY)
        assert query.intake(log, typed).reasons == [duplicate]

    def test_without_a_key_nothing_is_a_duplicate(self, log: OpLog, owner: Owner) -> None:
        for name in "ab":
            assert state(log, identified(log, owner, name)) is State.READY

    def test_a_delivered_twin_counts(self, log: OpLog, owner: Owner) -> None:
        delivered(log, owner, identified(log, owner, "a", key=KEY))
        assert state(log, identified(log, owner, "b", key=KEY)) is State.HELD

    def test_a_twin_that_is_discarded_later_holds_nobody_on_retry(
        self, log: OpLog, owner: Owner
    ) -> None:
        first, second = (identified(log, owner, name, key=KEY) for name in "ab")
        settle.discard(log, first, "taken in twice")
        assert state(log, second) is State.HELD
        settle.retry(log, second)
        assert identify_again(log, owner, second) is State.READY

    def test_a_twin_that_is_still_there_holds_it_again(self, log: OpLog, owner: Owner) -> None:
        _, second = (identified(log, owner, name, key=KEY) for name in "ab")
        settle.retry(log, second)
        assert identify_again(log, owner, second) is State.HELD

    def test_two_never_wait_for_each_other(self, log: OpLog, owner: Owner) -> None:
        first, second = (identified(log, owner, name, key=KEY) for name in "ab")
        assert settle.edited(log, first, DELL, plan(), KEY) is State.READY
        assert state(log, second) is State.HELD

    def test_the_earlier_one_is_held_when_the_later_one_was_let_through(
        self, log: OpLog, owner: Owner
    ) -> None:
        first = identified(log, owner, "a", key=KEY)
        second = append.add(log, DELL, plan(), KEY)
        settle.retry(log, second)
        assert settle.edited(log, first, DELL, plan(), KEY) is State.HELD

    def test_it_is_no_duplicate_of_itself(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a", key=KEY, ops=plan(State.HELD))
        settle.retry(log, hw_id)
        assert identify_again(log, owner, hw_id) is State.READY


class TestDiscard:
    def test_what_is_left_is_given_up(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a")
        settle.delivered(
            log, owner, [settle.Delivered(claimed(log, owner, OpKind.CREATE_DEVICE, hw_id))]
        )
        assert settle.discard(log, hw_id, "broken") is State.DISCARDED
        states = [op.state for op in query.intake(log, hw_id).ops]
        assert states == [State.DONE, State.DONE, State.DISCARDED, State.DISCARDED]
        assert set(query.intake(log, hw_id).reasons) == {"broken"}

    def test_not_what_is_over_or_under_way(self, log: OpLog, owner: Owner) -> None:
        done, sent = identified(log, owner, "a"), identified(log, owner, "b")
        delivered(log, owner, done)
        settle.sent(log, owner, [claimed(log, owner, OpKind.CREATE_DEVICE, sent)])
        for hw_id, words in ((done, "it is done"), (sent, "under way")):
            with pytest.raises(UsageError, match=words):
                settle.discard(log, hw_id, "")
        with pytest.raises(NotFoundError):
            settle.discard(log, "HW-00000000", "")


class TestEdit:
    RIGHT = replace(DELL, serial="7XK3")

    def test_the_plan_is_replaced(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a", key=KEY, ops=plan(State.HELD, "unproven", photos=3))
        assert settle.edited(log, hw_id, self.RIGHT, plan(photos=1), "dell/7xk3") is State.READY
        intake = query.intake(log, hw_id)
        assert intake.identification == self.RIGHT
        assert [op.kind for op in intake.ops] == [
            OpKind.IDENTIFY,
            OpKind.CREATE_DEVICE,
            OpKind.PATCH_CUSTOM_FIELDS,
            OpKind.ATTACH_PHOTO,
        ]
        assert state(log, identified(log, owner, "b", key=KEY)) is State.READY
        assert state(log, identified(log, owner, "c", key="dell/7xk3")) is State.HELD

    def test_a_person_may_be_first(self, log: OpLog, owner: Owner) -> None:
        claim = captured(log, owner, "a")
        assert settle.edited(log, claim.hw_id, self.RIGHT, plan(), KEY) is State.READY
        with pytest.raises(settle.LostClaimError):
            settle.identified(log, owner, claim, DELL, plan(), KEY)
        assert query.intake(log, claim.hw_id).identification == self.RIGHT
        delivered(log, owner, claim.hw_id)

    @pytest.mark.parametrize("outcome", [State.FAILED, State.HELD])
    def test_where_the_identification_failed(
        self, log: OpLog, owner: Owner, outcome: State
    ) -> None:
        claim = captured(log, owner, "a")
        settle.refused(log, owner, claim, "no text", outcome)
        assert settle.edited(log, claim.hw_id, self.RIGHT, plan(), KEY) is State.READY

    def test_what_was_typed(self, log: OpLog, owner: Owner) -> None:
        hw_id = append.add(log, DELL, plan(photos=0), KEY)
        ops = [NewOp(OpKind.CREATE_DEVICE, {"model": "R650"})]
        assert settle.edited(log, hw_id, self.RIGHT, ops, KEY) is State.READY
        (op,) = query.intake(log, hw_id).ops
        assert op.body == {"model": "R650"}
        assert settle.edited(log, hw_id, self.RIGHT, [], KEY) is State.DONE

    def test_what_netbox_refused(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a")
        claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
        settle.sent(log, owner, [claim])
        settle.refused(log, owner, claim, "serial: too long")
        assert settle.edited(log, hw_id, self.RIGHT, plan(), KEY) is State.READY

    def test_history_tells_of_what_was_replaced(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a", ops=plan(State.HELD))
        settle.edited(log, hw_id, self.RIGHT, plan(), KEY)
        told = [
            (event.from_state, event.to_state, event.outcome)
            for event in query.events(log, query.intake(log, hw_id).row_id)
            if event.kind is OpKind.CREATE_DEVICE
        ]
        assert told == [
            (None, State.HELD, "planned"),
            (State.HELD, State.DISCARDED, "replaced"),
            (None, State.READY, "planned"),
        ]

    @pytest.mark.parametrize("answered", [False, True])
    def test_not_when_netbox_may_have_it(self, log: OpLog, owner: Owner, answered: bool) -> None:
        hw_id = identified(log, owner, "a")
        claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
        settle.sent(log, owner, [claim])
        if answered:
            settle.delivered(log, owner, [settle.Delivered(claim)])
        before = query.intake(log, hw_id)
        with pytest.raises(UsageError, match="NetBox may have"):
            settle.edited(log, hw_id, self.RIGHT, plan(), KEY)
        assert query.intake(log, hw_id) == before

    def test_not_what_was_discarded(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a")
        settle.discard(log, hw_id, "")
        with pytest.raises(UsageError, match="discarded"):
            settle.edited(log, hw_id, self.RIGHT, plan(), KEY)
