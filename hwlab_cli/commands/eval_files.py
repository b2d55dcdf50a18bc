"""The files that `hwlab eval` writes: the report and the plot."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli.errors import HwlabError, UsageError
from hwlab_cli.names import shown

if TYPE_CHECKING:
    from hwlab_cli.evaluation.comparing import Comparison
    from hwlab_cli.evaluation.result import Result
    from hwlab_cli.evaluation.tally import Tally


def check_target(file: Path, suffixes: Collection[str]) -> None:
    """Raise UsageError for a file that can't be written, before hours are spent on it."""
    if file.suffix.lower() not in suffixes:
        raise UsageError(
            f"its name must end in {' or '.join(sorted(suffixes))}",
            item=shown(file),
            hint="so that nothing else is written over by mistake",
        )
    if not file.absolute().parent.is_dir():
        raise UsageError(
            "there is no such folder to write it to", item=shown(file), hint="make it first"
        )


def write(
    folder: Path,
    at: datetime,
    tallies: "Sequence[Tally]",
    results: "Sequence[Result]",
    comparison: "Comparison | None",
    *,
    html: Path | None,
    plot: Path | None,
) -> None:
    """Write what was asked for, and say so; raises UsageError where that can't be done."""
    if html is None and plot is None:
        return
    from hwlab_cli.show import people
    from hwlab_cli.show.reliability import png
    from hwlab_cli.show.report import report

    drawn = png(tallies)
    if plot is not None:
        _write(plot, drawn)
        people.say(f"written: {shown(plot)}")
    if html is not None:
        photos = _photos(results)
        _write(html, report(shown(folder), at, tallies, results, drawn, photos, comparison))
        people.say(f"written: {shown(html)}")


def _photos(results: "Sequence[Result]") -> dict[str, bytes]:
    """Return small copies of the photos without metadata; one that has gone since is left out."""
    from hwlab_cli import config
    from hwlab_cli.photos import load, upload
    from hwlab_cli.show.report import PHOTO_SIDE

    limit = config.load().photos.max_megapixels
    paths = {
        sha256: Path(name)
        for one in results
        for name, sha256 in zip(one.photos, one.sha256, strict=True)
    }
    found = {}
    for sha256, path in paths.items():
        try:
            photo = load.read(path, limit)
        except HwlabError:
            continue  # the report has its name all the same
        if photo.sha256 == sha256:
            found[sha256] = upload.jpeg(photo, PHOTO_SIDE)
    return found


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UsageError(
            f"it can't be written: {reason}", item=shown(file), hint="name another file"
        ) from error
