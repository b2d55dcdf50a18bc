"""Renders photos of made-up hardware labels, with what is written on them."""

from .layouts import LAYOUTS
from .photos import Photo, device_photos, make_set, set_photos, write_set
from .shots import Difficulty, Shot
from .showcase import showcase
from .truth import Truth

__all__ = [
    "LAYOUTS",
    "Difficulty",
    "Photo",
    "Shot",
    "Truth",
    "device_photos",
    "make_set",
    "set_photos",
    "showcase",
    "write_set",
]
