"""Labels that can be bought, by name: how large they are, and how they lie on their sheets.

Lengths in millimeters, as the label is read: the longer side across. Brother's figures are those
of its raster command references (label and printable area, at 300 dots an inch); Dymo's and
Avery's those of their packages, as the templates of gLabels have them too
(github.com/j-evins/glabels-qt, templates/); Zebra's are the label's own, in inches.
"""

from dataclasses import dataclass

from hwlab_cli.errors import UsageError

_INCH = 25.4
DEFAULT = "brother-dk-1201"
DOTS_PER_MM = {203: 8.0, 300: 300 / _INCH}
"""By what a printer's resolution is called: one of 203 has 8 dots a millimeter."""


@dataclass(frozen=True, slots=True)
class Size:
    """A label: its size, what of it on each side can't or should not be printed on."""

    name: str
    what: str
    width: float
    height: float
    margin_x: float
    margin_y: float
    dpi: int = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of labels: the page, the first label's place, from one label to the next."""

    label: Size
    page_width: float
    page_height: float
    columns: int
    rows: int
    left: float
    top: float
    pitch_x: float
    pitch_y: float

    @property
    def count(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows


def _avery(
    number: str, what: str, label: tuple[float, float], grid: tuple[int, int, float, float]
) -> Sheet:
    """Return a sheet of A4 paper, whose rows touch."""
    # No printer meets a label's edge better than this.
    size = Size(f"avery-{number}", what, *label, 1.5, 1.5)
    columns, rows, left, pitch = grid
    top = (297 - rows * label[1]) / 2
    return Sheet(size, 210, 297, columns, rows, left, top, pitch, label[1])


_SIZES = (
    Size("brother-dk-1201", "Brother DK-1201, DK-11201: 29 x 90 mm", 90, 29, 3.0, 1.55),
    Size("brother-dk-1204", "Brother DK-1204, DK-11204: 17 x 54 mm", 54, 17, 3.0, 1.55),
    Size("brother-dk-1209", "Brother DK-1209, DK-11209: 29 x 62 mm", 62, 29, 1.55, 3.0),
    Size("brother-dk-22205", "Brother DK-2205, DK-22205: 62 mm tape, cut at 29", 62, 29, 1.55, 3),
    Size("brother-dk-22210", "Brother DK-2210, DK-22210: 29 mm tape, cut at 62", 62, 29, 3, 1.55),
    Size("dymo-99010", "Dymo 99010, 30252: 28 x 89 mm", 89, 28, 6.0, 1.0),
    Size("dymo-99012", "Dymo 99012: 36 x 89 mm", 89, 36, 6.0, 1.0),
    Size("dymo-11352", "Dymo 11352: 25 x 54 mm", 54, 25, 6.0, 1.0),
    Size("dymo-11354", "Dymo 11354, 30334: 57 x 32 mm", 57, 32, 3.0, 3.0),
    Size("zebra-2x1", "Zebra and others: 2 x 1 in", 2 * _INCH, _INCH, 1.5, 1.5, 203),
    Size("zebra-2.25x1.25", "Zebra and others: 2.25 x 1.25 in", 57.15, 31.75, 1.5, 1.5, 203),
    Size("zebra-3x1", "Zebra and others: 3 x 1 in", 3 * _INCH, _INCH, 1.5, 1.5, 203),
)
_SHEETS = (
    _avery("l7651", "Avery L7651: 65 of 38.1 x 21.2 mm on A4", (38.1, 21.2), (5, 13, 4.75, 40.6)),
    _avery("l7160", "Avery L7160: 21 of 63.5 x 38.1 mm on A4", (63.5, 38.1), (3, 7, 7.2, 66.04)),
    _avery("l7163", "Avery L7163: 14 of 99.1 x 38.1 mm on A4", (99.1, 38.1), (2, 7, 4.65, 101.6)),
    Sheet(
        Size("avery-5160", "Avery 5160: 30 of 2.625 x 1 in on Letter", 66.675, _INCH, 1.5, 1.5),
        *(8.5 * _INCH, 11 * _INCH),
        *(3, 10),
        *(0.1875 * _INCH, 0.5 * _INCH),
        *(2.75 * _INCH, _INCH),
    ),
)
SIZES = {one.name: one for one in _SIZES}
SHEETS = {one.label.name: one for one in _SHEETS}


def size(name: str) -> Size:
    """Return a size by its name; raises UsageError for one that there is not."""
    if name not in SIZES:
        raise _unknown("size", name, sheet=name in SHEETS)
    return SIZES[name]


def sheet(name: str) -> Sheet:
    """Return a sheet by its name; raises UsageError for one that there is not."""
    if name not in SHEETS:
        raise _unknown("sheet", name, sheet=False)
    return SHEETS[name]


def _unknown(kind: str, name: str, *, sheet: bool) -> UsageError:
    hint = f"--sheet {name}" if sheet else "`hwlab label --list-sizes` names them"
    return UsageError(f"no {kind} of labels has this name", item=name, hint=hint)
