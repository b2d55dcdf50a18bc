"""The state folder: whose it is, who can read it, whether it can be written, how much fits."""

import os
import shlex
import shutil
import stat
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from hwlab_cli.catalog.store import CATALOG_NAME
from hwlab_cli.diagnosis import locking
from hwlab_cli.diagnosis.finding import Finding, fault, note, warning
from hwlab_cli.diagnosis.ground import Ground
from hwlab_cli.oplog.connection import LOG_NAME
from hwlab_cli.photos.originals import Originals

USUAL_PHOTO = 4_000_000
"""Bytes: what a phone's camera makes of 12 megapixels, as JPEG, where none is here to tell."""
_SAMPLE = 500
_FEWEST_PHOTOS = 10
_FEW_PHOTOS = 250
# What a write-ahead log grows to before it is folded in (sqlite.org/wal.html), and then some.
_LOG_ROOM = 16_000_000
_OTHER_FOLDER = "or set HWLAB_HOME to a folder of your own"


def look(ground: Ground) -> Iterator[Finding]:
    """Yield what there is to say of the folder; a file is made in it for a moment, and removed."""
    folder = ground.home
    try:
        folder.stat()  # where it can't be looked at, exists() may say that it is not there
    except (FileNotFoundError, NotADirectoryError):
        yield from _not_there_yet(folder)
        return
    if not folder.is_dir():
        hint = "set HWLAB_HOME to a folder, or move this file away"
        yield fault("state.folder", str(folder), "it is a file, not a folder", hint)
        return
    yield Finding("state.folder", "folder", str(folder))
    yield from _rights(folder)
    try:
        # No other way tells for sure: rights don't show that a disk is read-only, or full.
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as probe:
            probe.write(b"written by hwlab doctor")
            probe.flush()
            os.fsync(probe.fileno())
            yield Finding("state.writing", "writing", "files can be made, written and synced")
            yield from locking.look(Path(probe.name))
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        hint = f"check its rights, its disk and the space on it, {_OTHER_FOLDER}"
        yield fault("state.writing", str(folder), f"files can't be written: {reason}", hint)
    yield from _space(folder)


def _not_there_yet(folder: Path) -> Iterator[Finding]:
    yield note("state.folder", "folder", f"{folder} is not there yet; the first intake makes it")
    above = next(one for one in folder.parents if one.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        found = f"it can't be made in {above}"
        yield fault("state.writing", str(folder), found, f"check its rights, {_OTHER_FOLDER}")
    else:
        yield from _space(above)


def _rights(folder: Path) -> Iterator[Finding]:
    there = [folder, folder / LOG_NAME, folder / CATALOG_NAME, folder / "originals"]
    well = True
    for path in there:
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        if found.st_uid != os.geteuid():
            well = False
            hint = "run hwlab as one and the same user, who owns all of the state folder"
            yield warning("state.owner", str(path), "it belongs to another user", hint)
        if stat.S_IMODE(found.st_mode) & 0o077:
            well = False
            hint = f"chmod go= {shlex.quote(str(path))}"
            yield warning("state.rights", str(path), "others can look into it", hint)
    if well:
        yield Finding("state.rights", "rights", "yours alone")


def _space(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    sample = [
        path.stat().st_size
        for path in map(Originals(folder / "originals").path, _hashes(folder))
        if path.exists()
    ]
    mean = max(1, sum(sample) // len(sample)) if sample else USUAL_PHOTO
    fits = max(0, free - _LOG_ROOM) // mean
    like = "as large as those here" if sample else "as phones make them"
    found = f"{_in_words(free)} free: room for {fits:,} photos of {_in_words(mean)}, {like}"
    figures: dict[str, Any] = {"free_bytes": free, "photos": fits}
    free_names = os.statvfs(folder)
    if free_names.f_files and not free_names.f_favail:
        found, hint = "no more files can be made on its disk", "remove files that nobody needs"
        yield fault("state.space", "space", found, hint, **figures)
    elif fits < _FEWEST_PHOTOS:
        hint = "free some space; `hwlab queue prune` removes what is done, with its photos"
        yield fault("state.space", "space", found, hint, **figures)
    elif fits < _FEW_PHOTOS:
        hint = "free some space soon; `hwlab queue prune` removes what is done, with its photos"
        yield warning("state.space", "space", found, hint, **figures)
    else:
        yield Finding("state.space", "space", found, details=figures)


def _hashes(folder: Path) -> Iterator[str]:
    return islice(Originals(folder / "originals").hashes(), _SAMPLE)


def _in_words(size: int) -> str:
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:.3g} TB"
