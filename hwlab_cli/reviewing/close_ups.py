"""Pictures of an intake for a person: its labels close up, and its photos whole."""

from collections.abc import Iterator

from hwlab_cli.errors import PhotoError, StateError
from hwlab_cli.identify.vision import pictures
from hwlab_cli.model import Reading
from hwlab_cli.oplog.query import Intake
from hwlab_cli.photos import load, upload
from hwlab_cli.photos.load import Photo
from hwlab_cli.workspace import Workspace

_MEGAPIXELS = 1.0
_MOST = 2
_SMALL_SIDE = 1600


def close_ups(work: Workspace, one: Intake) -> list[bytes]:
    """Return the labels that were read, upright, as JPEGs; a small whole photo where none was.

    A photo that can't be read any more has none: that is told where it is needed.
    """
    photos = list(_photos(work, one))
    found = one.identification
    evidence = found.evidence.values() if found else ()
    readings = [
        Reading(piece.kind, piece.text, piece.photo, piece.box, piece.look, piece.detail)
        for pieces in evidence
        for piece in pieces
        if piece.photo and piece.box
    ]
    try:
        close = pictures.close_ups(photos, readings, max_megapixels=_MEGAPIXELS, crops=_MOST)
        if close or not photos:
            return [picture.jpeg for picture in close]
        return [upload.jpeg(photos[0], _SMALL_SIDE)]
    except PhotoError:
        return []


def whole(work: Workspace, one: Intake) -> list[bytes]:
    """Return an intake's photos, upright, as JPEGs with pixels alone."""
    return [upload.jpeg(photo) for photo in _photos(work, one)]


def _photos(work: Workspace, one: Intake) -> Iterator[Photo]:
    for kept in one.photos:
        try:
            data = work.originals.load(kept.sha256)
            yield load.check(data, kept.name, work.settings.photos.max_megapixels)
        except (PhotoError, StateError):
            continue
