"""Several labels in one scene, for photos that show more than one device."""

from collections.abc import Sequence

from PIL import Image

from .artwork import EDGE, Label, Raster


def scene(labels: Sequence[Label], columns: int, gap: float) -> Label:
    """Lay labels out in rows of so many, with a gap in millimeters between them.

    What is between the labels shows the surface. The scene's own truth is empty: each label
    keeps its own.
    """
    rows = [labels[first : first + columns] for first in range(0, len(labels), columns)]
    width = max(label.width for label in labels) * columns + gap * (columns - 1)
    height = sum(max(label.height for label in row) for row in rows) + gap * (len(rows) - 1)
    whole = Label(width, height, paper=None, surfaces=labels[0].surfaces)
    whole.raised = True
    top = 0.0
    for row in rows:
        for place, label in enumerate(row):
            _lay(whole, label, place * (width + gap) / columns, top)
        top += max(label.height for label in row) + gap
    return whole


def _lay(whole: Label, label: Label, left: float, top: float) -> None:
    def drawing(raster: Raster) -> None:
        art = Image.fromarray(label.pixels(raster.scale))
        raster.image.alpha_composite(
            art,
            (max(0, raster.px(left - EDGE)), max(0, raster.px(top - EDGE))),
            (raster.px(EDGE) if left < EDGE else 0, raster.px(EDGE) if top < EDGE else 0),
        )

    whole._drawings.append(drawing)
    whole.key_height = min(whole.key_height, label.key_height)
