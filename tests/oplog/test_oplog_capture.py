"""Capturing: one transaction, no photo twice unless asked, photos added while it is time."""

import json
from pathlib import Path

import pytest
from oplog_setup import (
    DELL,
    KEY,
    captured,
    claimed,
    delivered,
    identified,
    photo,
    plan,
)

from hwlab_cli.errors import NotFoundError, StateError, UsageError
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import append, claims, query, settle
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import KeptPhoto


def test_a_capture_owes_an_identification_and_claims_it(log: OpLog, owner: Owner) -> None:
    result = append.capture(log, [photo("front"), photo("back")], owner)
    intake = query.intake(log, result.hw_id)
    assert result.known == ()
    assert result.claim == claims.Claim(intake.row_id, result.hw_id, OpKind.IDENTIFY, 1)
    assert intake.state is State.READY
    assert intake.photos == (photo("front"), photo("back"))
    assert [op.kind for op in intake.ops] == [OpKind.IDENTIFY]


def test_another_connection_sees_it_at_once(log: OpLog, owner: Owner, tmp_path: Path) -> None:
    claim = captured(log, owner, "a")
    with OpLog.open(tmp_path) as other:
        assert query.intake(other, claim.hw_id).photos == (photo("a"),)


def test_the_same_photo_under_two_names_is_one(log: OpLog, owner: Owner) -> None:
    copy = KeptPhoto(photo("a").sha256, "copy of a")
    result = append.capture(log, [photo("a"), photo("b"), copy], owner)
    assert query.intake(log, result.hw_id).photos == (photo("a"), photo("b"))


def test_no_photo_is_no_intake(log: OpLog, owner: Owner) -> None:
    with pytest.raises(UsageError):
        append.capture(log, [], owner)
    assert list(query.intakes(log)) == []


def test_a_known_photo_is_not_taken_in_twice(log: OpLog, owner: Owner) -> None:
    first = captured(log, owner, "a", "b")
    result = append.capture(log, [photo("new"), photo("b")], owner)
    assert result == append.Captured(first.hw_id, None, (photo("b").sha256,))
    assert len(list(query.intakes(log))) == 1
    assert append.known_photos(log, [photo("b").sha256, photo("new").sha256]) == {
        photo("b").sha256: first.hw_id
    }


def test_a_known_photo_is_taken_in_twice_when_asked(log: OpLog, owner: Owner) -> None:
    first = captured(log, owner, "a")
    second = append.capture(log, [photo("a")], owner, again=True)
    assert second.hw_id != first.hw_id
    assert append.known_photos(log, [photo("a").sha256]) == {photo("a").sha256: first.hw_id}


def test_a_discarded_intakes_photo_is_not_known(log: OpLog, owner: Owner) -> None:
    first = captured(log, owner, "a")
    settle.discard(log, first.hw_id, "wrong photo")
    assert append.known_photos(log, [photo("a").sha256]) == {}
    assert captured(log, owner, "a").hw_id != first.hw_id


def test_a_hw_id_that_is_taken_is_drawn_again(
    log: OpLog, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = captured(log, owner, "a").hw_id
    drawn = iter([first, first, "HW-00000000"])
    monkeypatch.setattr("hwlab_cli.hw_id.new", lambda: next(drawn))
    assert captured(log, owner, "b").hw_id == "HW-00000000"


def test_a_typed_intake_has_its_fields_and_ops_at_once(log: OpLog) -> None:
    hw_id = append.add(log, DELL, plan(photos=0), KEY)
    intake = query.intake(log, hw_id)
    assert (intake.source, intake.state, intake.identification) == ("typed", State.READY, DELL)
    assert [op.kind for op in intake.ops] == [OpKind.CREATE_DEVICE, OpKind.PATCH_CUSTOM_FIELDS]
    assert intake.ops[0].body == {"model": "R640"}


def test_a_typed_intake_that_owes_nothing_is_done(log: OpLog) -> None:
    assert query.intake(log, append.add(log, DELL, [], KEY)).state is State.DONE


def test_a_capture_that_fails_leaves_nothing(
    log: OpLog, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PulledPlugError(Exception):
        pass

    def pull(*_: object, **__: object) -> None:
        raise PulledPlugError

    with monkeypatch.context() as patched:
        patched.setattr(append, "insert_op", pull)
        with pytest.raises(PulledPlugError):
            append.capture(log, [photo("a")], owner)
    assert list(query.intakes(log)) == []
    assert log.rows("SELECT * FROM events") == []
    captured(log, owner, "a")


class TestAddingPhotos:
    def test_it_is_identified_again_with_all(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a", key=KEY)
        result = append.add_photos(log, hw_id, [photo("a"), photo("b")], owner)
        assert result.claim is not None
        assert (result.hw_id, result.claim.attempt) == (hw_id, 2)
        assert result.known == (photo("a").sha256,)
        intake = query.intake(log, hw_id)
        assert intake.photos == (photo("a"), photo("b"))
        assert (intake.state, intake.ops[0].state) == (State.READY, State.READY)
        settle.identified(log, owner, result.claim, DELL, plan(photos=2), KEY)
        kinds = [op.kind for op in query.intake(log, hw_id).ops]
        assert kinds.count(OpKind.CREATE_DEVICE) == 1
        assert kinds.count(OpKind.ATTACH_PHOTO) == 2

    @pytest.mark.parametrize("before", ["ready", "claimed", "held", "failed", "unidentified"])
    def test_it_works_whatever_lies_behind(self, log: OpLog, owner: Owner, before: str) -> None:
        if before == "unidentified":
            claim = captured(log, owner, "a")
            settle.refused(log, owner, claim, "no text", State.HELD)
            hw_id = claim.hw_id
        else:
            hw_id = identified(log, owner, "a", key=KEY)
        if before in {"claimed", "held", "failed"}:
            claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
        if before in {"held", "failed"}:
            settle.sent(log, owner, [claim])
            settle.refused(log, owner, claim, "NetBox says no", State(before))
        result = append.add_photos(log, hw_id, [photo("b")], owner)
        assert result.claim is not None
        state = settle.identified(log, owner, result.claim, DELL, plan(photos=2), KEY)
        assert state is State.READY
        delivered(log, owner, hw_id, photos=2)
        assert query.intake(log, hw_id).state is State.DONE

    @pytest.mark.parametrize("reached", ["sent", "done", "finished"])
    def test_not_when_netbox_may_have_it(self, log: OpLog, owner: Owner, reached: str) -> None:
        hw_id = identified(log, owner, "a")
        if reached == "finished":
            delivered(log, owner, hw_id)
        else:
            claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
            settle.sent(log, owner, [claim])
            if reached == "done":
                settle.delivered(log, owner, [settle.Delivered(claim)])
        before = query.intake(log, hw_id)
        with pytest.raises(UsageError, match="NetBox may have"):
            append.add_photos(log, hw_id, [photo("b")], owner)
        assert query.intake(log, hw_id) == before

    def test_not_when_it_was_discarded_or_typed_or_never_was(
        self, log: OpLog, owner: Owner
    ) -> None:
        gone = captured(log, owner, "a").hw_id
        settle.discard(log, gone, "")
        typed = append.add(log, DELL, plan(), None)
        for hw_id in (gone, typed):
            with pytest.raises(UsageError):
                append.add_photos(log, hw_id, [photo("b")], owner)
        with pytest.raises(NotFoundError):
            append.add_photos(log, "HW-00000000", [photo("b")], owner)

    def test_another_intakes_photo_stays_with_it(self, log: OpLog, owner: Owner) -> None:
        one, other = identified(log, owner, "a"), identified(log, owner, "b")
        before = query.intake(log, one)
        result = append.add_photos(log, one, [photo("new"), photo("b")], owner)
        assert result == append.Captured(other, None, (photo("b").sha256,))
        assert query.intake(log, one) == before

    def test_nothing_new_changes_nothing(self, log: OpLog, owner: Owner) -> None:
        hw_id = identified(log, owner, "a")
        before = query.intake(log, hw_id)
        result = append.add_photos(log, hw_id, [photo("a")], owner)
        assert result == append.Captured(hw_id, None, (photo("a").sha256,))
        assert query.intake(log, hw_id) == before

    def test_who_was_at_work_loses_its_claim(
        self, log: OpLog, owner: Owner, tmp_path: Path
    ) -> None:
        claim = captured(log, owner, "a")
        with Owner(tmp_path) as other:
            result = append.add_photos(log, claim.hw_id, [photo("b")], other)
            assert result.claim is not None
            with pytest.raises(settle.LostClaimError):
                settle.identified(log, owner, claim, DELL, plan(), KEY)
            assert query.intake(log, claim.hw_id).identification is None
            settle.identified(log, other, result.claim, DELL, plan(photos=2), KEY)


def test_what_cannot_be_read_back_is_said_of_which_intake(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    data = DELL.to_json()
    data["fields"]["category"] = "spaceship"
    log.connection.execute("UPDATE intakes SET identification = ?", (json.dumps(data),))
    with pytest.raises(StateError) as caught:
        query.intake(log, hw_id)
    assert caught.value.item == hw_id


# Photos that show an intake's label


def test_more_photos_of_a_delivered_device_are_owed_to_it(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    delivered(log, owner, hw_id)
    assert query.intake(log, hw_id).state is State.DONE
    assert append.attach_photos(log, hw_id, [photo("b"), photo("c")]) == append.Captured(
        hw_id, None
    )
    one = query.intake(log, hw_id)
    assert one.state is State.READY
    assert one.photos == (photo("a"), photo("b"), photo("c"))
    owed = [op for op in one.ops if op.state is not State.DONE]
    assert [(op.kind, op.body) for op in owed] == [
        (OpKind.ATTACH_PHOTO, {"sha256": photo(name).sha256}) for name in "bc"
    ]
    for _ in owed:
        claim = claimed(log, owner, OpKind.ATTACH_PHOTO, hw_id)
        settle.delivered(log, owner, [settle.Delivered(claim)])
    assert query.intake(log, hw_id).state is State.DONE


def test_who_is_at_work_on_an_intake_goes_on_when_photos_come(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    claim = claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)
    settle.sent(log, owner, [claim])
    append.attach_photos(log, hw_id, [photo("b")])
    settle.delivered(log, owner, [settle.Delivered(claim)])
    one = query.intake(log, hw_id)
    assert [op.kind for op in one.ops][-1] is OpKind.ATTACH_PHOTO
    assert one.state is State.READY


def test_a_photo_is_attached_once_and_to_one_intake(log: OpLog, owner: Owner) -> None:
    first, second = identified(log, owner, "a"), identified(log, owner, "b")
    assert append.attach_photos(log, first, [photo("a")]).known == (photo("a").sha256,)
    elsewhere = append.attach_photos(log, first, [photo("b"), photo("c")])
    assert elsewhere == append.Captured(second, None, (photo("b").sha256,))
    assert query.intake(log, first).photos == (photo("a"),)
    append.attach_photos(log, first, [photo("a"), photo("c")])
    assert query.intake(log, first).photos == (photo("a"), photo("c"))


def test_nothing_is_attached_to_what_was_given_up(log: OpLog, owner: Owner) -> None:
    hw_id = identified(log, owner, "a")
    settle.discard(log, hw_id, "scrap")
    with pytest.raises(UsageError, match="discarded"):
        append.attach_photos(log, hw_id, [photo("b")])
    with pytest.raises(NotFoundError):
        append.attach_photos(log, "HW-00000000", [photo("b")])
