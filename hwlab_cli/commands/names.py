"""What a command line names: photos, folders, names on standard input, and fields."""

import io
import os
import select
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from hwlab_cli.commands.pace import Pace
from hwlab_cli.errors import PhotoError, UsageError
from hwlab_cli.grouping.folders import is_entered
from hwlab_cli.names import shown

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".gif", ".mpo"}
)


STDIN = Path("-")
"""What stands for names on standard input."""
_PIECE = 64 * 1024


def expanded(
    arguments: Sequence[Path],
    entered: set[Path] | None = None,
    *,
    null: bool = False,
    pace: Pace | None = None,
) -> Iterator[Path | PhotoError]:
    """Yield the photos named: a folder stands for the photos in it, `-` for names on stdin.

    Those end with a `null` byte each, else with the line, and are yielded as they come. Where a
    set is given, the folders in a folder are entered too, and added to what is `entered`. A folder
    without photos is yielded as the error that it is, so that the rest goes on. Once it is over by
    `pace`, no name is waited for: what was read by then still comes.
    """
    for argument in arguments:
        if argument == STDIN:
            yield from _each_or_folder(
                _names_on_stdin(b"\0" if null else b"\n", pace or Pace()), entered
            )
        else:
            yield from _each_or_folder([argument], entered)


def typed_fields(pairs: Sequence[str]) -> dict[str, str]:
    """Return what `FIELD=VALUE` pairs say; raises UsageError for what is none."""
    typed = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("not FIELD=VALUE", item=pair, hint="as in serial=ABC123")
        typed[field] = value
    return typed


def photos_in(folder: Path) -> list[Path]:
    """Return the photos in a folder, by their names; raises OSError where it can't be read."""
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
    )


def unreadable(folder: Path, error: OSError) -> PhotoError:
    """Return what to tell of a folder that can't be read."""
    reason = (error.strerror or "no reason given").lower()
    return PhotoError(
        f"the folder can't be read: {reason}", item=shown(folder), hint="check its rights"
    )


def _each_or_folder(
    paths: Iterator[Path] | list[Path], entered: set[Path] | None
) -> Iterator[Path | PhotoError]:
    for path in paths:
        # Not `Path.is_dir`: that raises for names that are too long, and below closed folders.
        if os.path.isdir(path):  # noqa: PTH112
            yield from _in_folder(path, entered)
        else:
            yield path


def _in_folder(folder: Path, entered: set[Path] | None) -> Iterator[Path | PhotoError]:
    try:
        inside: list[Path | PhotoError] = [*photos_in(folder)]
        if entered is not None:
            inside += _in_folders_of(folder, entered)
    except OSError as error:
        yield unreadable(folder, error)
        return
    if not inside:
        yield PhotoError(
            "no photos in this folder",
            item=shown(folder),
            hint=f"photos end in {', '.join(sorted(SUFFIXES))}; "
            + ("hidden folders" if entered is not None else "folders in it")
            + " are not entered",
        )
    yield from inside


def _in_folders_of(folder: Path, entered: set[Path]) -> Iterator[Path | PhotoError]:
    for inner in sorted(
        one
        for one in folder.iterdir()
        if is_entered(one) and os.path.isdir(one)  # noqa: PTH112
    ):
        try:
            inside = photos_in(inner)
        except OSError as error:
            yield unreadable(inner, error)
            continue
        entered.add(inner)
        yield from inside


def _names_on_stdin(end: bytes, pace: Pace) -> Iterator[Path]:
    for ended in _ended_by(end, pace):
        name = ended if end == b"\0" else ended.rstrip(b"\r")
        if name:
            yield Path(os.fsdecode(name))


def _ended_by(end: bytes, pace: Pace) -> Iterator[bytes]:
    stream = cast("io.BufferedReader", sys.stdin.buffer)
    begun = b""
    while _comes(stream, pace):
        # What is there is taken at once: a name that came is not kept waiting for the next ones.
        piece = stream.read1(_PIECE)
        if not piece:
            yield begun
            return
        *whole, begun = (begun + piece).split(end)
        yield from whole


def _comes(stream: "io.BufferedReader", pace: Pace) -> bool:
    """Wait until there is more to read, or its end; tell whether that came in time."""
    if pace.over():
        return False
    try:
        # More than its buffer holds is asked of it each time, so that none is left in there.
        ready, _, _ = select.select([stream.fileno()], [], [], pace.seconds_left)
    except io.UnsupportedOperation:  # not a file of the system's: nothing that has to be waited for
        return True
    return bool(ready)
