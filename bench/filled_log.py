"""A log with as many ops as wanted, as a long-used one has them: most done, a few open."""

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hwlab_cli import hw_id as hw_ids
from hwlab_cli import plan
from hwlab_cli.model import Category, Evidence, EvidenceKind, Identification, IdentifiedField, State
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.photos.originals import Originals

OPS_EACH = 4
"""How many ops an intake has: identify it, create it, attach its two photos."""

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_PROVEN = [IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.SERIAL]
_STATES = (State.DONE, State.HELD, State.READY, State.FAILED, State.DISCARDED)
_WEIGHTS = (90, 4, 3, 1, 2)
# Odd, so that it takes the numbers to other numbers one to one, and far apart.
_SCATTER = 0x2545F4915
_HW_ID_BITS = 35


def fill(home: Path, ops: int, seed: int, *, originals: bool = False) -> None:
    """Make a log of `ops` ops in an empty folder through its own tables and triggers.

    With `originals`, the photos are stored too, so that `queue check` finds them; they are
    a few bytes each. Every op leaves two events.
    """
    rng = random.Random(seed)
    states = rng.choices(_STATES, _WEIGHTS, k=ops // OPS_EACH)
    with OpLog.open(home) as log:
        # Nothing is lost if this is interrupted: the log is thrown away then.
        log.connection.execute("PRAGMA synchronous = OFF")
        log.connection.execute("PRAGMA cache_size = -1000000")  # in KiB, if it comes to that
        with log.writing() as connection:
            connection.executemany(
                "INSERT INTO intakes (id, hw_id, created_at, source, identification, identity_key)"
                " VALUES (?, ?, ?, 'photo', ?, ?)",
                _intakes(len(states)),
            )
            connection.executemany(
                "INSERT INTO photos (intake_id, position, sha256, name) VALUES (?, ?, ?, ?)",
                (
                    (number, place, photo.sha256, photo.name)
                    for number in range(1, len(states) + 1)
                    for place, photo in enumerate(_photos(number))
                ),
            )
            connection.executemany(
                "INSERT INTO ops (intake_id, position, kind, state, outcome, changed_at, body)"
                " VALUES (?, ?, ?, 'ready', 'planned', ?, ?)",
                _planned(len(states)),
            )
            connection.executemany(
                "UPDATE ops SET state = ?, attempts = 1, outcome = ?, reason = ?, changed_at = ?"
                " WHERE intake_id = ? AND position = ?",
                _settled(states),
            )
        log.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if originals:
        store = Originals(home / "originals")
        for number in range(1, len(states) + 1):
            for photo in _photos(number):
                store.keep(photo.name.encode(), photo.sha256)


def _intakes(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        found = _identification(number)
        yield (
            number,
            _hw_id(number),
            _moment(number),
            json.dumps(found.to_json()),
            plan.identity_key(found),
        )


def _planned(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        ops = plan.ops_for(_identification(number), _photos(number), "hold")
        yield number, 1, "identify", _moment(number), "{}"
        for position, op in enumerate(ops, 2):
            yield number, position, op.kind.value, _moment(number), json.dumps(op.body)


def _settled(states: list[State]) -> Iterator[tuple[Any, ...]]:
    """Yield the changes that lead each intake's ops to where it stands, in their order."""
    for number, state in enumerate(states, 1):
        done = OPS_EACH if state is State.DONE else 1
        for position in range(1, done + 1):
            yield "done", "delivered", "", _moment(number), number, position
        if state in {State.HELD, State.FAILED}:
            reason = f"the serial SN{number:08} is not proven"
            yield state.value, "refused", reason, _moment(number), number, 2
        if state is State.DISCARDED:
            for position in range(2, OPS_EACH + 1):
                yield state.value, "discarded", "", _moment(number), number, position


def _identification(number: int) -> Identification:
    serial = f"SN{number:08}"
    box = ((100, 200), (400, 200), (400, 240), (100, 240))
    return Identification(
        manufacturer="Dell",
        model="PowerEdge R640",
        serial=serial,
        category=Category.SERVER,
        mac_addresses=[],
        proven=list(_PROVEN),
        evidence={
            name: [Evidence(EvidenceKind.TEXT, text, f"IMG_{number:07}_0.jpg", box, "close")]
            for name, text in zip(_PROVEN, ("DELL", "PowerEdge R640", serial), strict=True)
        },
        recognizer="label",
    )


def _photos(number: int) -> list[KeptPhoto]:
    names = [f"IMG_{number:07}_{place}.jpg" for place in range(2)]
    return [KeptPhoto(hashlib.sha256(name.encode()).hexdigest(), name) for name in names]


def _hw_id(number: int) -> str:
    drawn = number * _SCATTER % 2**_HW_ID_BITS
    payload = "".join(hw_ids.ALPHABET[drawn >> place & 31] for place in range(0, _HW_ID_BITS, 5))
    return hw_ids.PREFIX + payload + hw_ids.check_character(payload)


def _moment(number: int) -> str:
    return (_BEGIN + timedelta(seconds=number)).isoformat(timespec="microseconds")
