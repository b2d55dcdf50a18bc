"""One intake made several in one transaction: all of them or none, and none twice."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from oplog_setup import DELL, captured, claimed, delivered, identified, photo, plan

from hwlab_cli.errors import NotFoundError, UsageError
from hwlab_cli.model import Identification, OpKind, Shown, State
from hwlab_cli.oplog import append, claims, deciding, query, settle, splitting
from hwlab_cli.oplog import connection as connections
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Claim, Owner
from hwlab_cli.oplog.connection import LOG_NAME, OpLog
from hwlab_cli.oplog.deciding import Outcome
from hwlab_cli.oplog.export import export
from hwlab_cli.oplog.kept import NOWHERE, KeptPhoto
from hwlab_cli.oplog.prune import prune
from hwlab_cli.oplog.schema import MIGRATIONS
from hwlab_cli.oplog.splitting import Share
from hwlab_cli.oplog.steps import ChangedError, LostClaimError
from hwlab_cli.photos.originals import Originals

PARTS = [(0, 0, 90, 50), (100, 0, 190, 50), (200, 0, 290, 50)]


@pytest.fixture(autouse=True)
def nothing_contradicts(log: OpLog) -> Iterator[None]:
    yield
    problems = check(log, Originals(log.home / "originals"), reading=False)
    # Most of these photos are in no store.
    assert [one for one in problems if not one.harmless and "is missing" not in one.what] == []


def split(log: OpLog, owner: Owner, name: str = "a") -> list[Claim]:
    return splitting.split(log, owner, captured(log, owner, name), PARTS)


def settled(log: OpLog, owner: Owner, mine: list[Claim]) -> None:
    for number, claim in enumerate(mine):
        found = Identification(manufacturer="Dell", model="R640", serial=f"7XK2{number}")
        settle.identified(log, owner, claim, found, plan(), f"dell:7xk2{number}")


def test_one_intake_becomes_one_for_each_part(log: OpLog, owner: Owner) -> None:
    mine = split(log, owner)
    each = [query.intake(log, claim.hw_id) for claim in mine]
    assert [one.photos for one in each] == [
        (KeptPhoto(photo("a").sha256, "a", part),) for part in PARTS
    ]
    assert {one.split_of for one in each} == {mine[0].hw_id}
    assert all(one.is_one and one.identification is None for one in each)
    names = {one.hw_id for one in each}
    assert [set(one.siblings) for one in each] == [names - {one.hw_id} for one in each]
    settled(log, owner, mine)
    assert [query.intake(log, claim.hw_id).state for claim in mine] == [State.READY] * 3
    assert query.tally(log)[State.READY] == 3
    (line,) = (one for one in export(log) if one["hw_id"] == mine[1].hw_id)
    assert line["photos"][0]["part"] == PARTS[1]
    assert set(line["siblings"]) == names - {mine[1].hw_id}


def test_the_history_tells_of_the_split(log: OpLog, owner: Owner) -> None:
    first, second, third = split(log, owner)
    told = query.events(log, first.intake_id)[-1]
    assert (told.outcome, told.to_state) == ("split", State.READY)
    assert told.reason == f"its photo shows 3 devices, also {second.hw_id}, {third.hw_id}"
    (added,) = query.events(log, second.intake_id)
    assert added.reason == f"on the photo of {first.hw_id}"


class PowerCut(BaseException):
    """The end of all, at any point."""


_STEPS = ("_the_photo", "put_part", "store", "insert_intake", "insert_op", "_marked", "_reason")


def test_whatever_breaks_it_there_is_one_intake_or_all(
    log: OpLog, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each step of the transaction in turn, and after the last one, all ends."""
    claim = captured(log, owner, "a")
    steps: list[str] = []
    end = 0

    def until(name: str) -> Callable[..., Any]:
        really = getattr(splitting, name)

        def step(*arguments: Any, **more: Any) -> Any:
            steps.append(name)
            if len(steps) == end:
                raise PowerCut
            return really(*arguments, **more)

        return step

    for name in _STEPS:
        monkeypatch.setattr(splitting, name, until(name))
    while True:
        end, steps[:] = end + 1, []
        try:
            mine = splitting.split(log, owner, claim, PARTS)
        except PowerCut:
            with OpLog.open(log.home) as after:
                (one,) = query.intakes(after)
            assert (one.photos, one.split_of, one.state) == ((photo("a"),), None, State.READY)
            assert one.ops[0].outcome == "captured"
            continue
        break
    assert end > len(PARTS) * 3
    assert set(steps) == set(_STEPS)
    with OpLog.open(log.home) as after:
        assert [one.hw_id for one in query.intakes(after)] == [one.hw_id for one in mine]


def test_a_killed_owners_split_is_all_there_and_carried_on_by_the_next(
    log: OpLog, tmp_path: Path
) -> None:
    with Owner(tmp_path) as killed:
        mine = split(log, killed)
    with Owner(tmp_path) as other:
        assert not claims.claim(log, other, OpKind.CREATE_DEVICE, limit=9)
        again = claims.claim(log, other, OpKind.IDENTIFY, limit=9)
        assert {claim.hw_id for claim in again} == {claim.hw_id for claim in mine}
        # A replay identifies each by its part; it is one of several, and can't be split again.
        with pytest.raises(UsageError, match="one of several devices"):
            splitting.split(log, other, again[0], PARTS)
        settled(log, other, again)
    assert len(list(query.intakes(log))) == 3


def test_who_lost_the_claim_splits_nothing(log: OpLog, owner: Owner, tmp_path: Path) -> None:
    claim = captured(log, owner, "a")
    claims.release(log, owner)
    with Owner(tmp_path) as other:
        claimed(log, other, OpKind.IDENTIFY, claim.hw_id)
        with pytest.raises(LostClaimError):
            splitting.split(log, owner, claim, PARTS)
    assert len(list(query.intakes(log))) == 1


def test_the_photo_again_finds_all_of_them(log: OpLog, owner: Owner) -> None:
    mine = [claim.hw_id for claim in split(log, owner)]
    again = append.capture(log, [photo("a")], owner)
    assert (again.claim, again.hw_id, again.others) == (None, mine[0], tuple(mine[1:]))
    settle.discard(log, mine[0], "not ours")
    again = append.capture(log, [photo("a")], owner)
    assert (again.claim, again.hw_id, again.others) == (None, mine[1], (mine[2],))
    assert query.intake(log, mine[1]).siblings == (mine[2],)
    assert len(list(query.intakes(log))) == 3


def test_pruned_ones_are_known_and_the_photo_goes_with_the_last(
    log: OpLog, owner: Owner, tmp_path: Path
) -> None:
    originals = Originals(tmp_path / "originals")
    originals.keep(b"a", photo("a").sha256)
    mine = split(log, owner)
    settled(log, owner, mine)
    names = [claim.hw_id for claim in mine]
    ever = datetime.max.replace(tzinfo=UTC)
    delivered(log, owner, names[0])
    delivered(log, owner, names[1])
    gone = prune(log, originals, ever)
    assert (gone.intakes, gone.originals) == (2, 0)
    again = append.capture(log, [photo("a")], owner)
    assert (again.claim, again.hw_id, set(again.others)) == (None, names[2], set(names[:2]))
    delivered(log, owner, names[2])
    assert prune(log, originals, ever).originals == 1
    again = append.capture(log, [photo("a")], owner)
    assert {again.hw_id, *again.others} == set(names)
    for name in names:
        with pytest.raises(NotFoundError, match="it was pruned"):
            query.intake(log, name)


def test_a_photo_added_to_one_of_them_leaves_its_part_and_the_others(
    log: OpLog, owner: Owner
) -> None:
    mine = split(log, owner)
    settled(log, owner, mine)
    added = append.add_photos(log, mine[1].hw_id, [photo("b")], owner)
    assert added.claim is not None
    one = query.intake(log, mine[1].hw_id)
    assert [kept.part for kept in one.photos] == [PARTS[1], None]
    assert query.intake(log, mine[0].hw_id).state is State.READY
    assert query.intake(log, mine[0].hw_id).identification is not None


def held(log: OpLog, owner: Owner, *names: str) -> str:
    return identified(log, owner, *names, ops=plan(State.HELD, "which"))


def test_a_person_splits_by_parts_and_by_what_a_model_says(log: OpLog, owner: Owner) -> None:
    hw_id = held(log, owner, "a")
    said = Outcome(DELL, plan(State.HELD, "unproven"), "dell:7xk2")
    made = splitting.split_by_hand(log, hw_id, [Share(PARTS[0]), Share(outcome=said)])
    first, second = (query.intake(log, name) for name in made)
    assert (first.hw_id, first.state, first.ops[0].kind) == (hw_id, State.READY, OpKind.IDENTIFY)
    assert (first.photos[0].part, first.identification) == (PARTS[0], None)
    assert (second.state, second.reasons) == (State.HELD, ["unproven"])
    assert (second.photos[0].part, second.identification) == (NOWHERE, DELL)
    assert first.siblings == (second.hw_id,)
    with pytest.raises(UsageError, match="one of several"):
        splitting.split_by_hand(log, second.hw_id, [Share(PARTS[0]), Share(PARTS[1])])


def test_the_first_may_be_what_a_model_says_too(log: OpLog, owner: Owner) -> None:
    said = [Outcome(DELL, plan(), f"dell:{number}") for number in range(2)]
    made = splitting.split_by_hand(log, held(log, owner, "a"), [Share(outcome=one) for one in said])
    for name in made:
        one = query.intake(log, name)
        assert (one.state, one.identification) == (State.READY, DELL)
        assert [op.state for op in one.ops if op.kind is OpKind.IDENTIFY] == [State.DONE]


def test_what_only_a_model_named_is_not_sent_by_a_retry_nor_looked_at_among_its_neighbors(
    log: OpLog, owner: Owner
) -> None:
    said = Outcome(DELL, plan(State.HELD, "unproven"), "dell:7xk2")
    shares = [Share(outcome=said), Share(PARTS[0]), Share(outcome=replace(said, key="dell:7xk3"))]
    first, _, third = splitting.split_by_hand(log, held(log, owner, "a"), shares)
    for name in (first, third):
        with pytest.raises(UsageError, match="where it is on its photo is not known"):
            settle.retry(log, name)
        one = query.intake(log, name)
        assert (one.state, one.reasons) == (State.HELD, ["unproven"])
    # With a closer photo there is something to look at.
    added = append.add_photos(log, third, [photo("b")], owner)
    assert added.claim is not None
    assert [kept.can_be_looked_at for kept in query.intake(log, third).photos] == [False, True]
    ops = plan(State.HELD, "unproven")
    settle.identified(log, owner, added.claim, DELL, ops, "dell:7xk3")
    settle.retry(log, third)
    (identify,) = (op for op in query.intake(log, third).ops if op.kind is OpKind.IDENTIFY)
    assert (identify.state, identify.outcome) == (State.READY, "reopened")


def test_a_photo_of_several_is_known_as_such(log: OpLog, owner: Owner) -> None:
    split(log, owner)
    held(log, owner, "b")
    maybe = captured(log, owner, "c")
    found = Identification(several=[Shown(DELL), Shown(DELL)])
    settle.identified(log, owner, maybe, found, plan(State.HELD), None)
    told = {name: append.shows_several(log, photo(name).sha256) for name in "abcd"}
    assert told == {"a": True, "b": False, "c": True, "d": False}


def test_what_cant_be_split_stays_as_it_is(log: OpLog, owner: Owner) -> None:
    shares = [Share(part) for part in PARTS[:2]]
    with pytest.raises(NotFoundError):
        splitting.split_by_hand(log, "HW-00000000", shares)
    two = held(log, owner, "b", "c")
    with pytest.raises(UsageError, match="it has 2 photos"):
        splitting.split_by_hand(log, two, shares)
    gone = identified(log, owner, "d")
    settle.sent(log, owner, [claimed(log, owner, OpKind.CREATE_DEVICE, gone)])
    with pytest.raises(UsageError, match="NetBox may have"):
        splitting.split_by_hand(log, gone, shares)
    one = held(log, owner, "e")
    seen = deciding.standing(log, one)
    settle.retry(log, one)
    with pytest.raises(ChangedError):
        splitting.split_by_hand(log, one, shares, since=seen.stamp)
    assert len(list(query.intakes(log))) == 3


def test_a_split_is_taken_back_whole_or_not_at_all(log: OpLog, owner: Owner) -> None:
    hw_id = held(log, owner, "a")
    before = deciding.standing(log, hw_id)
    made = splitting.split_by_hand(log, hw_id, [Share(part) for part in PARTS], since=before.stamp)[
        1:
    ]
    after = deciding.standing(log, hw_id)
    stamps = [(name, deciding.standing(log, name).stamp) for name in made]
    assert deciding.taken_back(log, [(before, after.stamp)], stamps)
    there = deciding.standing(log, hw_id)
    assert (there.intake.ops, there.intake.photos) == (before.intake.ops, before.intake.photos)
    assert (there.intake.is_one, there.intake.split_of, there.intake.siblings) == (False, None, ())
    assert {query.intake(log, name).state for name in made} == {State.DISCARDED}
    # What was done with one of them since stays, and so does all else.
    again = splitting.split_by_hand(log, hw_id, [Share(part) for part in PARTS], since=there.stamp)[
        1:
    ]
    after = deciding.standing(log, hw_id)
    stamps = [(name, deciding.standing(log, name).stamp) for name in again]
    claimed(log, owner, OpKind.IDENTIFY, again[1])
    with pytest.raises(ChangedError):
        deciding.taken_back(log, [(there, after.stamp)], stamps)
    assert query.intake(log, again[0]).state is State.READY
    assert query.intake(log, hw_id).split_of == hw_id


def test_a_log_from_before_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "old"
    with monkeypatch.context() as before:
        before.setattr(connections, "MIGRATIONS", MIGRATIONS[:1])
        OpLog.open(home).close()
    with closing(sqlite3.connect(home / LOG_NAME)) as old, old:
        old.execute(
            "INSERT INTO intakes (id, hw_id, created_at, source) VALUES"
            " (1, 'HW-4F7K2M9Q', '2026-01-01T00:00:00.000000+00:00', 'photo')"
        )
        old.execute("INSERT INTO photos VALUES (1, 0, ?, 'a')", (photo("a").sha256,))
        old.execute(
            "INSERT INTO ops (intake_id, position, kind, state, outcome, changed_at) VALUES"
            " (1, 1, 'identify', 'ready', 'captured', '2026-01-01T00:00:00.000000+00:00')"
        )
        old.execute("INSERT INTO pruned_photos VALUES (?, 'HW-OLD')", (photo("p").sha256,))
    with OpLog.open(home) as log, Owner(home) as owner:
        names = [name for (name,) in log.rows("SELECT name FROM migrations ORDER BY rowid")]
        assert names == [name for name, _ in MIGRATIONS]
        one = query.intake(log, "HW-4F7K2M9Q")
        assert (one.photos, one.is_one, one.siblings) == ((photo("a"),), False, ())
        assert append.known_photos(log, [photo("p").sha256]) == {photo("p").sha256: "HW-OLD"}
        claim = claimed(log, owner, OpKind.IDENTIFY, one.hw_id)
        assert len(splitting.split(log, owner, claim, PARTS)) == 3
        assert json.loads(log.rows("SELECT part FROM photos WHERE intake_id = 1")[0][0]) == [
            *PARTS[0]
        ]
