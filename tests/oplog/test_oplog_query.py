"""Reading: lists, single intakes, exports; and no query that slows as the log grows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from oplog_setup import DELL, KEY, captured, claimed, delivered, identified, photo, plan

from hwlab_cli.errors import NotFoundError
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog import append, claims, query, settle
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.export import export


@pytest.fixture
def four(log: OpLog, owner: Owner) -> list[str]:
    """Four intakes: ready, done, held, ready."""
    taken = [
        identified(log, owner, name, ops=plan(State.HELD if name == "c" else State.READY))
        for name in "abcd"
    ]
    delivered(log, owner, taken[1])
    return taken


def listed(log: OpLog, *states: State, newest: int | None = None) -> list[str]:
    return [intake.hw_id for intake in query.intakes(log, states, newest=newest)]


@pytest.mark.parametrize("chunk", [1, 2, 500])
def test_lists_are_in_order_and_by_state(
    log: OpLog, four: list[str], chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "_CHUNK", chunk)
    a, b, c, d = four
    assert listed(log) == four
    assert listed(log, State.READY) == [a, d]
    assert listed(log, State.READY, State.DONE, State.READY) == [a, b, d]
    assert listed(log, State.DISCARDED) == []
    assert listed(log, newest=2) == [c, d]
    assert listed(log, newest=9) == four
    assert listed(log, newest=0) == []
    assert listed(log, State.READY, State.HELD, newest=2) == [c, d]
    assert listed(log, State.DONE, newest=2) == [b]
    assert listed(log, State.FAILED, newest=2) == []


def test_the_tally_counts(log: OpLog, four: list[str]) -> None:
    expected = dict.fromkeys(State, 0) | {State.READY: 2, State.DONE: 1, State.HELD: 1}
    assert query.tally(log) == expected


def test_what_is_not_there_is_said(log: OpLog) -> None:
    with pytest.raises(NotFoundError) as caught:
        query.intake(log, "HW-00000000")
    assert caught.value.item == "HW-00000000"


def test_a_list_that_is_being_read_lets_others_write(
    log: OpLog, owner: Owner, four: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(query, "_CHUNK", 1)
    reading = query.intakes(log)
    first = next(reading)
    with OpLog.open(tmp_path, busy_seconds=0.05) as other:
        late = captured(other, owner, "late").hw_id
        other.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert captured(log, owner, "later").hw_id
    assert [first.hw_id, *(intake.hw_id for intake in reading)][: len(four) + 1] == [*four, late]


def test_an_intake_is_seen_in_one_state(
    log: OpLog, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process settles between the queries that an intake is read with."""
    claim = captured(log, owner, "a")
    filled = query._filled

    def settled_meanwhile(*given: object) -> object:
        with OpLog.open(tmp_path) as other:
            settle.identified(other, owner, claim, DELL, plan(), KEY)
        return filled(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(query, "_filled", settled_meanwhile)
    intake = query.intake(log, claim.hw_id)
    assert [op.state for op in intake.ops] == [intake.state]


def test_an_export_has_everything(log: OpLog, owner: Owner) -> None:
    claim = captured(log, owner, "front", "back")
    settle.identified(log, owner, claim, DELL, plan(State.HELD, "odd"), KEY)
    typed = append.add(log, DELL, [], None)
    waiting = captured(log, owner, "other").hw_id
    one, two, three = map(json.loads, map(json.dumps, export(log)))
    assert (one["hw_id"], two["hw_id"], three["hw_id"]) == (claim.hw_id, typed, waiting)
    assert (one["source"], one["state"]) == ("photo", "held")
    assert one["photos"][1] == {
        "sha256": photo("back").sha256,
        "name": "back",
        "part": None,
    }
    assert (one["siblings"], one["several"]) == ([], [])
    assert Identification.from_json({**one, "fields": one["identification"]}) == DELL
    assert one["ops"][1]["body"] == {"model": "R640"}
    assert (one["ops"][1]["state"], one["ops"][1]["reason"]) == ("held", "odd")
    assert [event["to_state"] for event in one["events"]][:3] == ["ready", "done", "held"]
    assert (two["source"], two["ops"], two["photos"]) == ("typed", [], [])
    assert three["identification"] is None
    assert [found["hw_id"] for found in export(log, [State.READY])] == [waiting]


def test_an_export_leaves_out_what_is_pruned_meanwhile(log: OpLog, four: list[str]) -> None:
    exporting = export(log)
    next(exporting)
    log.connection.execute("DELETE FROM intakes WHERE hw_id = ?", (four[2],))
    assert [found["hw_id"] for found in exporting] == [four[1], four[3]]


def plans(log: OpLog, work: Callable[[], object]) -> dict[str, list[str]]:
    """Return SQLite's plan of every statement that the work runs."""
    statements: dict[str, None] = {}
    log.connection.set_trace_callback(statements.setdefault)
    try:
        work()
    finally:
        log.connection.set_trace_callback(None)
    told = {}
    for sql in statements:
        if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            rows = log.rows(f"EXPLAIN QUERY PLAN {sql}")
            told[sql] = [row[3] for row in rows]
    return told


def steps(log: OpLog, owner: Owner) -> dict[str, Callable[[], object]]:
    def identify_claimed() -> None:
        claim = captured(log, owner, "z")
        settle.identified(log, owner, claim, DELL, plan(), KEY)

    def deliver() -> None:
        hw_id = identified(log, owner, "y")
        settle.sent(log, owner, [claimed(log, owner, OpKind.CREATE_DEVICE, hw_id)])

    only = ["HW-00000000", "HW-11111111"]
    return {
        "capture": lambda: captured(log, owner, "a"),
        "known photos": lambda: append.known_photos(log, [photo("a").sha256, photo("q").sha256]),
        "claim": lambda: claims.claim(log, owner, OpKind.IDENTIFY, limit=5),
        "claim only": lambda: claims.claim(log, owner, OpKind.IDENTIFY, limit=5, only=only),
        "release": lambda: claims.release(log, owner),
        "list": lambda: listed(log),
        "list held": lambda: listed(log, State.HELD, State.FAILED),
        "newest held": lambda: listed(log, State.HELD, State.FAILED, newest=50),
        "duplicates": lambda: append.add(log, DELL, plan(), KEY),
        "identified": identify_claimed,
        "sent": deliver,
        "edited": lambda: settle.edited(log, append.add(log, DELL, plan(), KEY), DELL, [], KEY),
        "retry": lambda: settle.retry(log, append.add(log, DELL, plan(State.HELD), None)),
        "discard": lambda: settle.discard(log, append.add(log, DELL, plan(), None), ""),
        "export": lambda: list(export(log, [State.READY])),
    }


STEPS = [
    "capture",
    "known photos",
    "claim",
    "claim only",
    "release",
    "list",
    "list held",
    "newest held",
    "duplicates",
    "identified",
    "sent",
    "edited",
    "retry",
    "discard",
    "export",
]


@pytest.mark.parametrize("step", STEPS)
def test_no_step_walks_a_whole_table(log: OpLog, owner: Owner, step: str) -> None:
    told = plans(log, steps(log, owner)[step])
    assert told
    walks = {
        sql: plan
        for sql, plan in told.items()
        for line in plan
        if line.startswith("SCAN")
        and "json_each" not in line
        and "subquery" not in line
        and "CONSTANT" not in line
    }
    assert walks == {}


def test_the_youngest_are_found_from_the_end(log: OpLog, four: list[str]) -> None:
    """Without a state to search for, the walk goes backward and stops at the limit."""
    told = plans(log, lambda: listed(log, newest=2))
    walks = [sql for sql, plan in told.items() if any(line.startswith("SCAN i") for line in plan)]
    assert walks == ["SELECT id FROM intakes ORDER BY id DESC LIMIT 2"]


def test_a_claim_needs_no_sorting(log: OpLog, owner: Owner) -> None:
    captured(log, owner, "a")
    claims.release(log, owner)
    told = plans(log, lambda: claims.claim(log, owner, OpKind.IDENTIFY, limit=1))
    looks = [plan for sql, plan in told.items() if "next_kind" in sql]
    assert looks
    assert all("intakes_claimable" in " ".join(plan) for plan in looks)
    assert not any("TEMP B-TREE" in line for plan in told.values() for line in plan)
