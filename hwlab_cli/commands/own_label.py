"""Photos that show a label of ours: whose they are, before they are taken in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hwlab_cli.photos.load import Photo
    from hwlab_cli.workspace import Workspace


def whose_label(work: "Workspace", photos: Sequence["Photo"]) -> str | None:
    """Return what `pipeline.whose_label` does; this loads it only where there is a photo."""
    from hwlab_cli import pipeline

    return pipeline.whose_label(work, photos)
