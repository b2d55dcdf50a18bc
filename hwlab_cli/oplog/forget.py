"""Forget intakes: nothing of them stays in the state folder, nor in what SQLite has freed."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli.errors import HwlabError, LockedError, NotFoundError, UsageError
from hwlab_cli.model import State
from hwlab_cli.oplog.connection import OpLog, sync_folder
from hwlab_cli.oplog.faults import said_in_words
from hwlab_cli.oplog.owners import alive
from hwlab_cli.oplog.prune import remove_partials
from hwlab_cli.oplog.query import is_here
from hwlab_cli.oplog.store_lock import holding

if TYPE_CHECKING:
    from hwlab_cli.photos.originals import Originals

_BEGUN = "forgetting"
_HW_ID = re.compile(r"HW-[0-9A-Z]{8}")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten of an intake, or would be.

    `photos` are those whose originals go, `shared` those that stay since other intakes have them.
    `netbox_url` is where its device stays, `may_be_there` whether NetBox may have one that is not
    known here. `named_in` are intakes whose records name this one, as a duplicate's do.
    """

    hw_id: str
    photos: int = 0
    shared: int = 0
    bytes: int = 0
    netbox_url: str | None = None
    may_be_there: bool = False
    named_in: tuple[str, ...] = ()


def done_before(log: OpLog, before: datetime) -> list[str]:
    """Return the intakes that are done, and on which nothing was done since `before`.

    Those that a call began to forget and has not finished are among them, so that the same call
    finishes it.
    """
    since = before.astimezone(UTC).isoformat(timespec="microseconds")
    rows = log.rows(
        "SELECT hw_id FROM intakes WHERE state = 'done' AND created_at < ?1 AND NOT EXISTS"
        " (SELECT 1 FROM ops WHERE intake_id = intakes.id AND changed_at >= ?1) ORDER BY id",
        (since,),
    )
    begun = [hw_id for hw_id in being_forgotten(log.home) if not is_here(log, hw_id)]
    return [*(str(hw_id) for (hw_id,) in rows), *begun]


def foreseen(
    log: OpLog,
    originals: "Originals",
    hw_ids: Sequence[str],
    *,
    force: bool = False,
    done: bool = False,
) -> tuple[list[Forgotten], list[HwlabError]]:
    """Return what `forget` would do with each, and why it would not with the others."""
    names: list[str] = []
    refused: list[HwlabError] = []
    counted: set[str] = set()
    with log.reading():
        for hw_id in dict.fromkeys(hw_ids):
            try:
                _make_sure_it_can_go(log, hw_id, force=force, done=done)
            except HwlabError as error:
                refused.append(error)
            else:
                names.append(hw_id)
        naming = _naming(log, names)
        found = [_look(log, originals, hw_id, names, counted) for hw_id in names]
    return [replace(one, named_in=tuple(naming.get(one.hw_id, ()))) for one in found], refused


def forget(
    log: OpLog,
    originals: "Originals",
    hw_ids: Sequence[str],
    *,
    force: bool = False,
    done: bool = False,
) -> tuple[list[Forgotten], list[HwlabError]]:
    """Remove intakes, their photos and all records of them; return what went, and what did not.

    Refused are those that the log has none of (NotFoundError), that another process works on
    (LockedError), and, unless `force` is given, those that were sent with an unknown outcome
    (UsageError): without its record nobody would look that up, and a device may come twice. Where
    only what is `done` is to go, an intake that got another photo meanwhile stays (UsageError). A
    call that is killed is finished by the same call again. Raises LockedError where others keep
    the log or the store from being cleaned up: then, too, the same call finishes it.
    """
    gone: list[Forgotten] = []
    with holding(log.home, exclusive=True):
        found, refused = foreseen(log, originals, hw_ids, force=force, done=done)
        if not found:
            return gone, refused
        _begin(log, found)
        for one in found:
            try:
                _delete(log, one.hw_id, force=force, done=done)
            except (LockedError, UsageError) as error:  # somebody began with it just now
                refused.append(error)
            else:
                gone.append(one)
        _remove_originals(log, originals)
        _clean(log)
        _end(log, found)
    remove_partials(log, originals)
    return gone, refused


def being_forgotten(home: Path) -> list[str]:
    """Return what a call has begun with and not finished, since it is at it, or was killed."""
    return sorted(mark.name for mark in (home / _BEGUN).glob("HW-*"))


def _look(
    log: OpLog, originals: "Originals", hw_id: str, going: Sequence[str], counted: set[str]
) -> Forgotten:
    """Return what goes with an intake; a photo that several have is `counted` with the first."""
    rows = log.rows("SELECT id, state, netbox_url FROM intakes WHERE hw_id = ?", (hw_id,))
    if not rows:
        return Forgotten(hw_id)
    ((row_id, state, url),) = rows
    staying = log.rows(
        "SELECT sha256, EXISTS (SELECT 1 FROM photos AS others JOIN intakes ON id = intake_id"
        "  WHERE others.sha256 = photos.sha256"
        "  AND hw_id NOT IN (SELECT value FROM json_each(?2)))"
        " FROM photos WHERE intake_id = ?1",
        (row_id, json.dumps(list(going))),
    )
    removed = [sha256 for sha256, stays in staying if not stays and sha256 not in counted]
    counted.update(removed)
    return Forgotten(
        hw_id,
        len(removed),
        sum(stays for _, stays in staying),
        sum(_size(originals, sha256) for sha256 in removed),
        url,
        may_be_there=state == State.SENT,
    )


def _make_sure_it_can_go(log: OpLog, hw_id: str, *, force: bool, done: bool) -> None:
    rows = log.rows("SELECT state, owner FROM intakes WHERE hw_id = ?", (hw_id,))
    if not rows:
        _make_sure_it_was_here(log, hw_id)
        return
    ((state, owner),) = rows
    if owner is not None and alive(log.home, owner):
        raise LockedError(
            "another process is at work on it", item=hw_id, hint="try again when it is done"
        )
    if done and state != State.DONE:
        raise UsageError(
            "it is not done any more: something was added to it just now",
            item=hw_id,
            hint=f"`hwlab forget {hw_id}` forgets it all the same",
        )
    if state == State.SENT and not force:
        raise UsageError(
            "it was sent to NetBox, and what came of that is not known yet",
            item=hw_id,
            hint=f"`hwlab queue replay --only {hw_id}` looks it up; with --force it is forgotten "
            "all the same, and nobody will know whether NetBox has its device",
        )


def _make_sure_it_was_here(log: OpLog, hw_id: str) -> None:
    pruned = log.rows("SELECT 1 FROM pruned_photos WHERE hw_id = ? LIMIT 1", (hw_id,))
    if not pruned and not _mark(log, hw_id).exists():
        raise NotFoundError(
            "no such intake", item=hw_id, hint="`hwlab queue list` shows the hw_ids there are"
        )


def _naming(log: OpLog, going: Sequence[str]) -> dict[str, list[str]]:
    """Return, for each intake that goes, those that stay and whose records name it."""
    found: dict[str, list[str]] = {}
    if not going:
        return found
    leaving = frozenset(going)
    everything = log.rows(
        "SELECT hw_id, identification FROM intakes WHERE identification IS NOT NULL"
        " UNION SELECT hw_id, reason || body FROM ops JOIN intakes ON id = intake_id"
        " UNION SELECT hw_id, reason FROM events WHERE reason <> ''"
        " UNION SELECT hw_id, split_of FROM intakes WHERE split_of IS NOT NULL ORDER BY 1"
    )
    for hw_id, text in everything:
        if hw_id in leaving:
            continue
        for name in set(_HW_ID.findall(text)).intersection(leaving):
            names = found.setdefault(name, [])
            if hw_id not in names:
                names.append(hw_id)
    return found


def _delete(log: OpLog, hw_id: str, *, force: bool, done: bool) -> None:
    # What is deleted is overwritten, and not only given free.
    log.connection.execute("PRAGMA secure_delete = ON")
    with log.writing() as connection:
        # Once more, now that nobody else writes.
        _make_sure_it_can_go(log, hw_id, force=force, done=done)
        connection.execute("DELETE FROM pruned_photos WHERE hw_id = ?", (hw_id,))
        row = connection.execute("SELECT id FROM intakes WHERE hw_id = ?", (hw_id,)).fetchone()
        if row is None:
            return
        connection.execute(
            "INSERT OR IGNORE INTO removals (sha256) SELECT sha256 FROM photos WHERE intake_id = ?",
            row,
        )
        connection.execute("DELETE FROM intakes WHERE id = ?", row)
        connection.execute("DELETE FROM events WHERE intake_id = ?", row)


def _remove_originals(log: OpLog, originals: "Originals") -> None:
    """Delete the originals that no intake uses any more; needs the store's lock."""
    rows = log.rows(
        "SELECT sha256, EXISTS (SELECT 1 FROM photos WHERE photos.sha256 = removals.sha256)"
        " FROM removals"
    )
    with said_in_words(log.path):
        for sha256, is_used in rows:
            if not is_used:
                originals.remove(sha256, durably=True)
    with log.writing() as connection:
        connection.execute("DELETE FROM removals")


def _clean(log: OpLog) -> None:
    """Write the log anew, without the remains of what was changed and deleted at any time."""
    with said_in_words(log.path):
        log.connection.execute("VACUUM")
        (busy, *_) = log.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise LockedError(
            "it is forgotten, but another process keeps the log from being cleaned up",
            item=str(log.path),
            hint="run the same command again when that process is done",
        )


def _begin(log: OpLog, found: Sequence[Forgotten]) -> None:
    """Note, so that a power cut leaves it, what is being forgotten."""
    folder = log.home / _BEGUN
    with said_in_words(log.path):
        folder.mkdir(mode=0o700, exist_ok=True)
        for one in found:
            _mark(log, one.hw_id).touch(0o600)
        sync_folder(folder)
        sync_folder(log.home)


def _end(log: OpLog, found: Sequence[Forgotten]) -> None:
    """Drop the notes."""
    with said_in_words(log.path):
        for one in found:
            _mark(log, one.hw_id).unlink(missing_ok=True)
        with suppress(OSError):  # one of a call that was killed may be in it
            (log.home / _BEGUN).rmdir()


def _mark(log: OpLog, hw_id: str) -> Path:
    return log.home / _BEGUN / hw_id


def _size(originals: "Originals", sha256: str) -> int:
    with suppress(OSError):
        return originals.path(sha256).stat().st_size
    return 0
