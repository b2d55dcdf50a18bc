"""Typefaces for label print, all out of installed packages."""

import functools
import importlib.resources
import io
from typing import Final

import pymupdf_fonts  # type: ignore[import-untyped]
from PIL import ImageFont

SANS: Final = ("arimo", "noto", "fira", "ubuntu", "aileron")
NARROW: Final = ("archivo-narrow",)
MONO: Final = ("fira-mono", "cascadia-mono", "ubuntu-mono", "space-mono")
FACES: Final = SANS + NARROW + MONO

_BUFFERS: Final = {
    "noto": ("notos", "notosbo"),
    "fira": ("figo", "figbo"),
    "ubuntu": ("ubuntu", "ubuntubo"),
    "fira-mono": ("fimo", "fimbo"),
    "cascadia-mono": ("cascadia", "cascadiab"),
    "ubuntu-mono": ("ubuntm", "ubuntmbo"),
    "space-mono": ("spacemo", "spacembo"),
}
_VARIABLE: Final = {
    "arimo": ("fontpkg_arimo", "Arimo[wght].ttf"),
    "archivo-narrow": ("fontpkg_archivo_narrow", "ArchivoNarrow[wght].ttf"),
}
_EM: Final = 200.0


@functools.cache
def _variable_file(package: str, name: str) -> bytes:
    return (importlib.resources.files(package) / "files" / name).read_bytes()


@functools.cache
def _buffer(code: str) -> bytes:
    return bytes(pymupdf_fonts.fontbuffers[code]())


@functools.lru_cache(maxsize=512)
def _sized(face: str, bold: bool, em: float) -> ImageFont.FreeTypeFont:
    if face in _VARIABLE:
        font = ImageFont.truetype(io.BytesIO(_variable_file(*_VARIABLE[face])), em)
        font.set_variation_by_axes([700 if bold else 400])
        return font
    if face in _BUFFERS:
        return ImageFont.truetype(io.BytesIO(_buffer(_BUFFERS[face][bold])), em)
    built_in = ImageFont.load_default(em)
    if not isinstance(built_in, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType.")
    return built_in


@functools.cache
def _cap_ratio(face: str, bold: bool) -> float:
    return -_sized(face, bold, _EM).getbbox("H", anchor="ls")[1] / _EM


def font(face: str, bold: bool, cap_height: float) -> ImageFont.FreeTypeFont:
    """Return a face sized so that its capitals are that many pixels high."""
    # Quarter pixels keep the cache small without a visible step in size.
    return _sized(face, bold, round(4 * cap_height / _cap_ratio(face, bold)) / 4)


def text_width(text: str, face: str, bold: bool, cap_height: float) -> float:
    """Return how wide a text is, in the unit of its cap height."""
    return _sized(face, bold, _EM).getlength(text) * cap_height / (_EM * _cap_ratio(face, bold))
