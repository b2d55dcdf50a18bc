"""What a command line names: photos, folders, names on standard input, and fields."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hwlab_cli.errors import PhotoError, UsageError
from hwlab_cli.grouping.folders import is_entered
from hwlab_cli.names import shown

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".gif", ".mpo"}
)


def expanded(
    arguments: Sequence[Path], entered: set[Path] | None = None
) -> Iterator[Path | PhotoError]:
    """Yield the photos named: a folder stands for the photos in it, `-` for names on stdin.

    Where a set is given, the folders in a folder are entered too, and added to what is `entered`.
    A folder without photos is yielded as the error that it is, so that the rest goes on.
    """
    for argument in arguments:
        if str(argument) == "-":
            yield from _each_or_folder(_names_on_stdin(), entered)
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
        if path.is_dir():
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
    for inner in sorted(one for one in folder.iterdir() if is_entered(one) and one.is_dir()):
        try:
            inside = photos_in(inner)
        except OSError as error:
            yield unreadable(inner, error)
            continue
        entered.add(inner)
        yield from inside


def _names_on_stdin() -> Iterator[Path]:
    for line in sys.stdin.buffer:
        name = line.rstrip(b"\r\n")
        if name:
            yield Path(os.fsdecode(name))
