"""Which photos the names on a command line mean, and which of those can be used."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli.commands.intake_outcome import Outcome
from hwlab_cli.errors import PhotoError

if TYPE_CHECKING:
    from hwlab_cli.photos.load import Photo


def named(
    arguments: Sequence[Path],
    outcome: Outcome,
    entered: set[Path] | None = None,
    *,
    null: bool = False,
) -> Iterator[Path]:
    """Yield the photos that names stand for; tells of folders that have none.

    Where a set is given, the folders in a folder are entered too, and added to it. Names on
    standard input end with a `null` byte, else with the line.
    """
    from hwlab_cli.commands.names import expanded

    for path in expanded(arguments, entered, null=null, pace=outcome.pace):
        if isinstance(path, PhotoError):
            outcome.failed(path)
        else:
            yield path


def grouped(paths: Iterable[Path], *, together: bool) -> Iterator[list[Path]]:
    """Yield the photos of each device: all `together` are one, else each is its own."""
    if together:
        everything = list(paths)
        if everything:
            yield everything
        return
    for path in paths:
        yield [path]


def usable(group: Sequence[Path], outcome: Outcome) -> Iterator["Photo"]:
    """Yield the photos that can be used; tells of the others."""
    from hwlab_cli.photos import load
    from hwlab_cli.show import people

    for path in group:
        try:
            photo = load.read(path, outcome.settings.photos.max_megapixels)
        except PhotoError as error:
            outcome.failed(error)
            continue
        if photo.note:
            people.say(f"note: {photo.name}: {photo.note}")
        yield photo
