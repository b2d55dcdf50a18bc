"""Photos that show a label of ours: whose they are, before they are taken in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hwlab_cli.errors import PhotoError

if TYPE_CHECKING:
    from hwlab_cli.photos.load import Photo
    from hwlab_cli.workspace import Workspace


def whose_label(work: "Workspace", photos: Sequence["Photo"]) -> str | None:
    """Return the intake of this log whose label photos show; raises PhotoError for several.

    Of a label from another machine nothing is known here: that photo is taken in, and held.
    """
    from hwlab_cli import pipeline
    from hwlab_cli.oplog import query

    found = pipeline.labels_on(photos)
    if not any(query.is_here(work.log, name) for name in found):
        return None
    if len(found) > 1:
        raise PhotoError(
            f"not taken in: the labels of {', '.join(found)} are on it",
            item=", ".join(photo.name for photo in photos),
            hint="take a photo of each device by itself, or say whose it is with --into HW_ID",
        )
    return found[0]
