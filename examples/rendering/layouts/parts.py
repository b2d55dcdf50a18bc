"""Pieces that labels of many makers share."""

import random
from typing import Final

from ..artwork import Box, Label
from ..symbols import LinearKind

_SENTENCES: Final = (
    "This device complies with part 15 of the FCC Rules. Operation is subject to the",
    "following two conditions: (1) this device may not cause harmful interference, and",
    "(2) this device must accept any interference received, including interference",
    "that may cause undesired operation. CAN ICES-3 (A)/NMB-3(A)",
)


def fcc_text(label: Label, x: float, y: float, size: float, room: float, lines: int = 4) -> float:
    """Print the compliance statement and return where it ends."""
    for sentence in _SENTENCES[:lines]:
        label.text(x, y, sentence, size, room=room)
        y += 1.75 * size
    return y


def bin_mark(label: Label, x: float, y: float, size: float) -> None:
    """Draw the crossed-out wheeled bin."""
    wide = 0.7 * size
    label.frame(Box(x + 0.1 * wide, y + 0.15 * size, x + 0.9 * wide, y + 0.8 * size), 0.12)
    label.line(x, y, x + wide, y + 0.85 * size, 0.15)
    label.line(x + wide, y, x, y + 0.85 * size, 0.15)
    label.fill(Box(x + 0.1 * wide, y + 0.9 * size, x + 0.9 * wide, y + size))


def ul_mark(label: Label, x: float, y: float, size: float) -> None:
    """Draw a ring with letters in it, as test laboratories' marks are."""
    label.ellipse(Box(x, y, x + size, y + size), 0.15)
    label.text(x + size / 2, y + 0.32 * size, "UL", 0.36 * size, bold=True, align="center")


def marks(label: Label, x: float, y: float, size: float, rng: random.Random) -> float:
    """Draw a row of approval marks and return where it ends."""
    label.text(x, y + 0.1 * size, "CE", 0.8 * size, face="arimo", room=2 * size)
    x += 1.9 * size
    bin_mark(label, x, y, size)
    x += 1.2 * size
    ul_mark(label, x, y, size)
    x += 1.4 * size
    if rng.random() < 0.5:
        label.frame(Box(x, y + 0.1 * size, x + size, y + 0.9 * size), 0.15)
        label.line(x, y + 0.1 * size, x + size, y + 0.9 * size, 0.15)
        x += 1.4 * size
    label.text(x, y + 0.25 * size, rng.choice(("VCCI-A", "RoHS", "EAC", "N136")), 0.5 * size)
    return x + 2.4 * size


def barcoded(
    label: Label,
    x: float,
    y: float,
    caption: str,
    value: str,
    *,
    size: float = 2.0,
    identifier: str = "",
    kind: LinearKind = "Code128",
    height: float = 5.0,
    module: float = 0.25,
    room: float | None = None,
    above: bool = False,
    key: bool = False,
) -> float:
    """Print a captioned value with its barcode below it, or above, and return where it ends."""
    content = identifier + value
    text_y = y + height + 0.9 if above else y
    code_y = y if above else y + size + 0.9
    shown = f"{caption} {value}" if caption else value
    label.text(x, text_y, shown, size, room=room, key=key)
    label.linear(x, code_y, content, kind=kind, module=module, height=height, room=room)
    return y + size + height + 0.9


def pair(
    label: Label,
    x: float,
    y: float,
    caption: str,
    value: str,
    size: float,
    *,
    column: float | None = None,
    key: bool = False,
    bold: bool = False,
) -> float:
    """Print a caption and its value: beside it or in a column; return where it ends."""
    drawn = label.text(x, y, caption, size)
    at = drawn.right + 0.6 * size if column is None else column
    label.text(at, y, value, size, key=key, bold=bold)
    return y + size


def made_in(rng: random.Random) -> str:
    """Return a country line as it stands on labels."""
    return rng.choice(
        (
            "MADE IN CHINA",
            "Made in China",
            "Product of Malaysia",
            "Made in Taiwan",
            "Made in Mexico",
            "Assembled in Hungary",
            "Made in Vietnam",
            "Product of Thailand",
            "Made in China / Fabriqué en Chine",
        )
    )


def date(rng: random.Random) -> str:
    """Return a date of manufacture in one of the usual notations."""
    year, month, day = rng.randint(2013, 2024), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{year}-{month:02}-{day:02}",
            f"{day:02}/{month:02}/{year}",
            f"{month:02}/{year}",
            f"{year}.{month:02}",
        )
    )
