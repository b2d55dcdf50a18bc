"""What a command line names: photos, folders, names on standard input, and fields."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hwlab_cli.errors import PhotoError, UsageError
from hwlab_cli.names import shown

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".gif", ".mpo"}
)


def expanded(arguments: Sequence[Path]) -> Iterator[Path | PhotoError]:
    """Yield the photos named: a folder stands for the photos in it, `-` for names on stdin.

    A folder without photos is yielded as the error that it is, so that the rest goes on.
    """
    for argument in arguments:
        if str(argument) == "-":
            yield from _each_or_folder(_names_on_stdin())
        else:
            yield from _each_or_folder([argument])


def typed_fields(pairs: Sequence[str]) -> dict[str, str]:
    """Return what `FIELD=VALUE` pairs say; raises UsageError for what is none."""
    typed = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("not FIELD=VALUE", item=pair, hint="as in serial=ABC123")
        typed[field] = value
    return typed


def _each_or_folder(paths: Iterator[Path] | list[Path]) -> Iterator[Path | PhotoError]:
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path)
        else:
            yield path


def _in_folder(folder: Path) -> Iterator[Path | PhotoError]:
    try:
        inside = sorted(
            file
            for file in folder.iterdir()
            if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
        )
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        yield PhotoError(
            f"the folder can't be read: {reason}", item=shown(folder), hint="check its rights"
        )
        return
    if not inside:
        yield PhotoError(
            "no photos in this folder",
            item=shown(folder),
            hint=f"photos end in {', '.join(sorted(SUFFIXES))}; folders in it are not entered",
        )
    yield from inside


def _names_on_stdin() -> Iterator[Path]:
    for line in sys.stdin.buffer:
        name = line.rstrip(b"\r\n")
        if name:
            yield Path(os.fsdecode(name))
