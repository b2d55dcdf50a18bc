"""Check the log and the originals: everything promised is there, and nothing contradicts."""

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hwlab_cli.errors import HwlabError
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.consistency import EventRecord, IntakeRecord, OpRecord, contradictions
from hwlab_cli.oplog.faults import KEEP_IT, said_in_words
from hwlab_cli.oplog.forget import being_forgotten
from hwlab_cli.oplog.owners import alive

if TYPE_CHECKING:
    from hwlab_cli.photos.originals import Originals

_CHUNK = 200
_PUT_BACK = "put the photo back from a backup, or take it in again with --again"
_REPORT = "hwlab does not write this: keep a copy of the state folder, and report it"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be; where it is harmless, nothing need be done."""

    what: str
    item: str
    hint: str
    harmless: bool = False


def check(log: OpLog, originals: "Originals", *, reading: bool = True) -> list[Problem]:
    """Return everything wrong with the log and the originals, and what is merely odd.

    Without `reading`, it is enough that originals are there. A damaged log is reported, not
    raised: each part is checked as far as it can be read.
    """
    parts: tuple[Callable[[], Iterator[Problem]], ...] = (
        lambda: _file(log),
        lambda: _intakes(log),
        lambda: _tally(log),
        lambda: _photos(log, originals, reading=reading),
        lambda: _unnamed(log, originals),
        lambda: _claims(log),
        lambda: _being_forgotten(log),
    )
    problems: dict[Problem, None] = {}
    for part in parts:
        try:
            for problem in part():
                problems[problem] = None
        except HwlabError as error:
            problems[Problem(error.message, error.item or str(log.path), error.hint or "")] = None
    return list(problems)


def _file(log: OpLog) -> Iterator[Problem]:
    for (finding,) in log.rows("PRAGMA integrity_check"):
        if finding != "ok":
            yield Problem(f"the log is damaged: {finding}", str(log.path), KEEP_IT)
    for table, row_id, parent, _ in log.rows("PRAGMA foreign_key_check"):
        what = f"a row of {table} ({row_id}) belongs to none of {parent}"
        yield Problem(what, str(log.path), _REPORT)


def _intakes(log: OpLog) -> Iterator[Problem]:
    after = 0
    while True:
        with log.reading():
            rows = log.rows(
                "SELECT id, hw_id, source, state, next_position, next_kind, tries, identification"
                " FROM intakes WHERE id > ? ORDER BY id LIMIT ?",
                (after, _CHUNK),
            )
            found = _records(log, rows)
        for intake in found:
            for what in contradictions(intake):
                yield Problem(what, intake.hw_id, _REPORT)
        if len(rows) < _CHUNK:
            return
        after = rows[-1][0]


def _records(log: OpLog, rows: list[tuple[Any, ...]]) -> list[IntakeRecord]:
    ids = (json.dumps([row[0] for row in rows]),)
    photos: dict[int, list[int]] = defaultdict(list)
    for intake_id, position in log.rows(
        "SELECT intake_id, position FROM photos"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) ORDER BY intake_id, position",
        ids,
    ):
        photos[intake_id].append(position)
    ops: dict[int, list[OpRecord]] = defaultdict(list)
    for intake_id, *op in log.rows(
        "SELECT intake_id, position, kind, state, attempts, body FROM ops"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) ORDER BY intake_id, position",
        ids,
    ):
        ops[intake_id].append(OpRecord(*op))
    events: dict[int, list[EventRecord]] = defaultdict(list)
    for intake_id, *event in log.rows(
        "SELECT intake_id, position, from_state, to_state FROM events"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) ORDER BY intake_id, number",
        ids,
    ):
        events[intake_id].append(EventRecord(*event))
    return [
        IntakeRecord(
            hw_id,
            source,
            (state, next_position, next_kind, tries),
            identification,
            tuple(photos[row_id]),
            tuple(ops[row_id]),
            tuple(events[row_id]),
        )
        for row_id, hw_id, source, state, next_position, next_kind, tries, identification in rows
    ]


def _tally(log: OpLog) -> Iterator[Problem]:
    with log.reading():
        kept = dict(log.rows("SELECT state, intakes FROM tally WHERE intakes <> 0"))
        counted = dict(log.rows("SELECT state, count(*) FROM intakes GROUP BY state"))
    if kept != counted:
        what = f"the tally says {json.dumps(kept)}, the intakes are {json.dumps(counted)}"
        yield Problem(what, str(log.path), _REPORT)


def _photos(log: OpLog, originals: "Originals", *, reading: bool) -> Iterator[Problem]:
    after = ""
    while True:
        rows = log.rows(
            "SELECT DISTINCT sha256 FROM photos WHERE sha256 > ? ORDER BY sha256 LIMIT ?",
            (after, _CHUNK),
        )
        for (sha256,) in rows:
            there = originals.path(sha256).exists()
            if originals.intact(sha256) if reading else there:
                continue
            # A prune may have removed both meanwhile.
            if intake := _first_intake(log, sha256):
                yield Problem(
                    f"the original of its photo {intake[1]} "
                    + ("was changed since it was taken in" if there else "is missing")
                    + f" ({originals.path(sha256)})",
                    intake[0],
                    _PUT_BACK,
                )
        if len(rows) < _CHUNK:
            return
        after = rows[-1][0]


def _first_intake(log: OpLog, sha256: str) -> tuple[str, str] | None:
    rows = log.rows(
        "SELECT hw_id, name FROM photos JOIN intakes ON id = intake_id WHERE sha256 = ?"
        " ORDER BY intake_id LIMIT 1",
        (sha256,),
    )
    return (rows[0][0], rows[0][1]) if rows else None


def _unnamed(log: OpLog, originals: "Originals") -> Iterator[Problem]:
    with said_in_words(log.path):
        hashes = originals.hashes()
        while chunk := list(itertools.islice(hashes, _CHUNK)):
            for (sha256,) in log.rows(
                "SELECT value FROM json_each(?) WHERE NOT EXISTS"
                " (SELECT 1 FROM photos WHERE sha256 = value)",
                (json.dumps(chunk),),
            ):
                yield Problem(
                    "no intake names this original: its capture or its prune was interrupted",
                    str(originals.path(sha256)),
                    "it can be deleted",
                    harmless=True,
                )
        for path in originals.partials():
            yield Problem(
                "not stored whole: its capture is under way, or was interrupted",
                str(path),
                "`hwlab queue prune` removes what was interrupted",
                harmless=True,
            )


def _claims(log: OpLog) -> Iterator[Problem]:
    for hw_id, owner in log.rows("SELECT hw_id, owner FROM intakes WHERE owner IS NOT NULL"):
        with said_in_words(log.path):
            gone = not alive(log.home, owner)
        if gone:
            what = f"the process that worked on it is gone ({owner})"
            yield Problem(what, hw_id, "nothing to do: the next run takes it over", harmless=True)


def _being_forgotten(log: OpLog) -> Iterator[Problem]:
    with said_in_words(log.path):
        for hw_id in being_forgotten(log.home):
            yield Problem(
                "it is being forgotten, or that was interrupted",
                hw_id,
                f"`hwlab forget {hw_id}` finishes it",
                harmless=True,
            )
