"""What the tests of the log begin with: photos, identifications, plans, a clock to turn."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog import append, claims, settle
from hwlab_cli.oplog.append import NewOp
from hwlab_cli.oplog.claims import Claim, Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.photos.originals import Originals

ROOT = Path(__file__).parents[2]
DELL = Identification(manufacturer="Dell", model="R640", serial="7XK2", recognizer="label")
KEY = "dell/7xk2"


class TurnableClock:
    """A clock that tests set; it ticks a little at each look, as clocks do."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(microseconds=1)
        return self.time

    def turn(self, by: timedelta) -> None:
        self.time += by


def photo(name: str) -> KeptPhoto:
    """Return a photo that is not in any store."""
    return KeptPhoto(hashlib.sha256(name.encode()).hexdigest(), name)


def stored(originals: Originals, name: str) -> KeptPhoto:
    """Return a photo whose original, its own name, is in the store."""
    kept = photo(name)
    originals.keep(name.encode(), kept.sha256)
    return kept


def plan(state: State = State.READY, reason: str = "", photos: int = 1) -> list[NewOp]:
    """Return the ops that an identification leads to."""
    return [
        NewOp(OpKind.CREATE_DEVICE, {"model": "R640"}, state, reason=reason),
        NewOp(OpKind.PATCH_CUSTOM_FIELDS),
        *(NewOp(OpKind.ATTACH_PHOTO, {"place": place}) for place in range(photos)),
    ]


def captured(log: OpLog, owner: Owner, *names: str) -> Claim:
    """Capture photos, and return the claim on the new intake."""
    claim = append.capture(log, [photo(name) for name in names], owner).claim
    assert claim is not None
    return claim


def identified(
    log: OpLog,
    owner: Owner,
    *names: str,
    ops: Sequence[NewOp] | None = None,
    key: str | None = None,
) -> str:
    """Capture and identify an intake; return its hw_id."""
    claim = captured(log, owner, *names)
    settle.identified(log, owner, claim, DELL, plan() if ops is None else ops, key)
    return claim.hw_id


def claimed(log: OpLog, owner: Owner, kind: OpKind, hw_id: str) -> Claim:
    """Claim the next op of one intake."""
    (claim,) = claims.claim(log, owner, kind, limit=1, only=[hw_id])
    return claim


def delivered(log: OpLog, owner: Owner, hw_id: str, photos: int = 1) -> None:
    """Carry an identified intake to its end."""
    kinds = (
        OpKind.CREATE_DEVICE,
        OpKind.PATCH_CUSTOM_FIELDS,
        *[OpKind.ATTACH_PHOTO] * photos,
    )
    for kind in kinds:
        settle.delivered(log, owner, [settle.Delivered(claimed(log, owner, kind, hw_id))])


def started(script: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start a Python process that runs a script of ours."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"},
    )


def finished(process: "subprocess.Popen[str]") -> str:
    """Wait for a process that must succeed, and return what it printed."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out
