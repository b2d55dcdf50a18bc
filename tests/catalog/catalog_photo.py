"""A photo of a switch's label that bears a number of the test's choice."""

from pathlib import Path

from rendering.artwork import Label
from rendering.layouts import parts
from rendering.photos import take
from rendering.shots import Shot

SERIAL = "FDO2031X0AB"
_SHOT = Shot(width=800, height=600, coverage=0.9, blur=0.01, noise=1, wear=0, unevenness=0.05)


def switch_photo(path: Path, words: str) -> Path:
    """Write a photo of a Cisco label that says this of its model, and has a serial."""
    label = Label(70, 18)
    label.text(3, 2.6, "CISCO", 2.6, bold=True)
    label.text(20, 2.8, words, 2.2)
    parts.barcoded(label, 4, 7.4, "SN:", SERIAL, size=2.1, height=4.6, room=48)
    path.write_bytes(take(label, "switch", "metal", _SHOT, 1).jpeg())
    return path
