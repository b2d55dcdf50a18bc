"""Two intakes of one device made one, and two again."""

from dataclasses import replace

import pytest
from oplog_setup import claimed, photo
from reviewing_decided import DOUBTED, accept, deliver, edit, held, look, outcome, stands, state

from hwlab_cli.errors import UsageError
from hwlab_cli.model import (
    OpKind,
    State,
)
from hwlab_cli.oplog import append, claims, deciding, query, settle, splitting
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import NOWHERE
from hwlab_cli.oplog.splitting import Share
from hwlab_cli.oplog.steps import ChangedError
from hwlab_cli.reviewing.undoing import Decided

pytestmark = pytest.mark.usefixtures("sound_log")


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

    def test_a_photo_on_which_nobody_knows_its_place_asks_for_no_new_look(
        self, log: OpLog, owner: Owner
    ) -> None:
        said = outcome(DOUBTED, "b")
        first = held(log, owner, "a")
        shares = [Share((0, 0, 9, 9)), Share(outcome=said)]
        _, second = splitting.split_by_hand(log, held(log, owner, "b"), shares)
        assert self.merged(log, owner, second, first) is None
        kept = query.intake(log, first)
        assert [one.part for one in kept.photos] == [None, NOWHERE]
        assert kept.state is State.HELD
        assert kept.ops[-1].body == {"sha256": photo("b").sha256}

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
        accept(log, look(log, first))
        deliver(log, owner, first)
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
        accept(log, look(log, first))
        deliver(log, owner, first)
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
        edit(log, look(log, second if which == "source" else first))
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
