"""The queue: whether its log is sound, what is held or failed, what waits long or gets stuck."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hwlab_cli.diagnosis.finding import Finding, fault, note, of_error, warning
from hwlab_cli.diagnosis.ground import BUSY_SECONDS, Ground
from hwlab_cli.errors import HwlabError
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog.checkup import Problem, check
from hwlab_cli.oplog.connection import LOG_NAME, OpLog
from hwlab_cli.oplog.health import Health, Standing, health
from hwlab_cli.photos.originals import Originals
from hwlab_cli.sqlite_file import OutdatedError

_CHECK_SECONDS = 30.0
_MOST_PROBLEMS = 5
# Of SQLite's machine between two looks at the clock: fewer than any part of the check takes.
_STEPS = 500
_LONG = timedelta(days=1)
_SENT_LONG = timedelta(hours=1)
_FUTURE = timedelta(minutes=5)
_NEXT = {
    OpKind.IDENTIFY: "to be identified",
    OpKind.CREATE_DEVICE: "to be made in NetBox",
    OpKind.PATCH_CUSTOM_FIELDS: "for the rest of their fields",
    OpKind.ATTACH_PHOTO: "for their photos to be attached",
}


def look(ground: Ground) -> Iterator[Finding]:
    """Yield what is found of the log and of what is in it; only what is there is read."""
    path = ground.home / LOG_NAME
    if not path.exists() and not any((ground.home / "originals").glob("*/*")):
        yield Finding("queue.log", "log", "there is none yet; the first intake makes it")
        return
    try:
        with OpLog.look(ground.home, busy_seconds=BUSY_SECONDS) as log:
            yield from _sound(log, Originals(ground.home / "originals"))
            netbox = bool(ground.settings and ground.settings.netbox.url)
            yield from _told(health(log), netbox=netbox)
    except OutdatedError as error:
        yield note("queue.log", str(path), error.message, error.hint or "")
    except HwlabError as error:
        yield of_error("queue.log", error)


def _sound(log: OpLog, originals: Originals) -> Iterator[Finding]:
    until = time.monotonic() + _CHECK_SECONDS
    log.connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        problems = check(log, originals, reading=False)
    finally:
        log.connection.set_progress_handler(None, 0)
    item = str(log.path)
    if time.monotonic() > until:
        # What was found is of a check that was broken off, and may be no more than that.
        found = f"not checked whole within {_CHECK_SECONDS:g} s"
        yield note("queue.log", item, found, "`hwlab queue check` takes its time")
        return
    damaged = [one for one in problems if not one.harmless]
    for one in damaged[:_MOST_PROBLEMS]:
        yield fault("queue.log", one.item, one.what, one.hint)
    if len(damaged) > _MOST_PROBLEMS:
        found = f"{len(damaged) - _MOST_PROBLEMS} more are wrong"
        yield fault("queue.log", item, found, "`hwlab queue check` tells all of them")
    if not damaged:
        found = "sound, and no photo is missing (`hwlab queue check` reads each of them, too)"
        yield Finding("queue.log", "log", found)
    yield from _leftovers([one for one in problems if one.harmless])


def _leftovers(notes: list[Problem]) -> Iterator[Finding]:
    # Claims are counted by themselves.
    files = [one for one in notes if not one.item.startswith("HW-")]
    if files:
        found = f"{len(files)} files in the store belong to no intake: {files[0].what}"
        hint = "`hwlab queue check` names them; they do no harm"
        yield note("queue.leftovers", files[0].item, found, hint, count=len(files))


def _told(found: Health, *, netbox: bool) -> Iterator[Finding]:
    counts = {state.value: one.count for state, one in found.states.items()}
    listed = ", ".join(f"{count} {state}" for state, count in counts.items())
    yield Finding("queue.intakes", "intakes", listed or "none", details=counts)
    if held := found.states.get(State.HELD):
        hint = "`hwlab queue list --state held` says why; `hwlab queue edit` goes on"
        yield _note("queue.held", "held for a person", held, hint)
    if failed := found.states.get(State.FAILED):
        hint = "`hwlab queue list --state failed` says why; mend it, then `hwlab queue retry`"
        yield _warning("queue.failed", "failed", failed, hint)
    sent = found.states.get(State.SENT)
    if sent and not found.claimed and _age(sent.since) > _SENT_LONG:
        hint = "`hwlab queue replay` looks up what became of them"
        yield _warning("queue.sent", "sent, with nobody waiting for the answer", sent, hint)
    for kind, one in found.waiting.items():
        yield _waiting(kind, one, netbox=netbox)
    yield from _workers(found)
    if found.tried:
        hw_id, attempts, reason = found.tried
        text = f"tried {attempts} times{f': {reason}' if reason else ''}"
        hint = f"`hwlab queue show {hw_id}` has its history"
        yield warning("queue.tried", hw_id, text, hint, attempts=attempts)
    if found.newest and _age(found.newest) < -_FUTURE:
        hint = "set this machine's clock"
        yield warning("queue.clock", "clock", "the newest intake is from the future", hint)


def _workers(found: Health) -> Iterator[Finding]:
    if found.claimed:
        text = f"{found.claimed} intakes, by {found.processes} processes"
        yield Finding("queue.claims", "at work", text, details={"count": found.claimed})
    if found.orphaned:
        text = f"{found.orphaned}, by a process that is gone"
        hint = "nothing to do: the next `hwlab queue replay` takes them over"
        yield note("queue.orphaned", "left in the middle", text, hint, count=found.orphaned)


def _waiting(kind: OpKind, one: Standing, *, netbox: bool) -> Finding:
    name, item = f"queue.{kind.value}", f"waiting {_NEXT[kind]}"
    if kind is not OpKind.IDENTIFY and not netbox:
        return _note(name, item, one, "they are delivered once a NetBox is configured")
    if _age(one.since) > _LONG:
        return _warning(
            name, item, one, "`hwlab queue replay` goes on, and says what is in the way"
        )
    return Finding(name, item, _words(one), details=_figures(one))


def _note(name: str, item: str, one: Standing, hint: str) -> Finding:
    return note(name, item, _words(one), hint, **_figures(one))


def _warning(name: str, item: str, one: Standing, hint: str) -> Finding:
    return warning(name, item, _words(one), hint, **_figures(one))


def _words(one: Standing) -> str:
    hours = max(0, int(_age(one.since).total_seconds() // 3600))
    since = f"{hours // 24} days" if hours >= 48 else f"{hours} h" if hours else "under an hour"
    which = f"the oldest is {one.oldest}, " if one.count > 1 else f"{one.oldest}, "
    return f"{one.count}: {which}{since} old"


def _figures(one: Standing) -> dict[str, Any]:
    return {"count": one.count, "oldest": one.oldest, "oldest_at": one.since}


def _age(moment: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(moment)
