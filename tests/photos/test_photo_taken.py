"""When a photo was taken: what cameras write, and what they write wrong."""

import contextlib
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from pillow_heif import register_heif_opener

from hwlab_cli.errors import PhotoError
from hwlab_cli.photos.taken import Taken, taken

_HOUR = 3600
_TIME = "2026:03:14 12:30:45"


def photo(
    kind: str, within: Mapping[int, Any], main: Mapping[int, Any] = MappingProxyType({0x010F: "A"})
) -> bytes:
    exif = Image.Exif()
    exif.update(main)
    exif.get_ifd(ExifTags.IFD.Exif).update(within)
    stream = io.BytesIO()
    register_heif_opener()
    Image.new("RGB", (64, 64), "gray").save(stream, kind, exif=exif.tobytes())
    return stream.getvalue()


def when(within: Mapping[int, Any], kind: str = "JPEG") -> Taken | None:
    return taken(photo(kind, within), "a photo")


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG", "WEBP", "AVIF", "TIFF"])
def test_each_format_tells_when_it_was_taken(kind: str) -> None:
    exact = when({0x9003: _TIME, 0x9291: "250"}, kind)
    later = when({0x9003: "2026:03:14 12:30:46"}, kind)
    assert exact is not None
    assert later is not None
    assert later.seconds - exact.seconds == 0.75
    assert later.clock == exact.clock


def test_zones_bring_the_times_of_one_clock_together() -> None:
    here = when({0x9003: _TIME, 0x9011: "+02:00"})
    there = when({0x9003: "2026:03:14 05:00:45", 0x9011: "-05:30"})
    assert here == there
    none = when({0x9003: _TIME})
    assert here is not None
    assert none is not None
    assert none.seconds - here.seconds == 2 * _HOUR
    assert none.clock != here.clock


def test_another_camera_has_another_clock() -> None:
    clocks = {
        one.clock
        for main, number in [
            ({0x010F: "A", 0x0110: "1"}, "1"),
            ({0x010F: "A", 0x0110: "2"}, "1"),
            ({0x010F: "B", 0x0110: "1"}, "1"),
            ({0x010F: "B", 0x0110: "1"}, "2"),
        ]
        if (one := taken(photo("JPEG", {0x9003: _TIME, 0xA431: number}, main), "a photo"))
    }
    assert len(clocks) == 4


@pytest.mark.parametrize(
    "within",
    [
        {},
        {0x9003: "0000:00:00 00:00:00"},
        {0x9003: "    :  :     :  :  "},
        {0x9003: "2026:02:30 12:00:00"},
        {0x9003: "2026-03-14 12:30:45"},
        {0x9003: "yesterday"},
        {0x9004: _TIME},  # when it was scanned
    ],
    ids=["nothing", "zeros", "blank", "no such day", "another form", "words", "scanned"],
)
def test_what_is_no_time_tells_none(within: dict[int, Any]) -> None:
    assert when(within) is None


def test_the_time_of_the_last_change_is_none_of_taking() -> None:
    assert taken(photo("JPEG", {}, {0x0132: _TIME}), "a photo") is None


@pytest.mark.parametrize("part", ["", "  ", "abc", "-5", "½"])
def test_a_part_of_a_second_that_is_none_counts_as_nothing(part: str) -> None:
    assert when({0x9003: _TIME, 0x9291: part.encode()}) == when({0x9003: _TIME})


@given(st.binary(min_size=1, max_size=80))
def test_no_damage_in_the_metadata_gets_out(garbage: bytes) -> None:
    whole = photo("JPEG", {0x9003: _TIME})
    place = whole.index(b"Exif\0\0") + 6
    damaged = whole[:place] + garbage + whole[place + len(garbage) :]
    with contextlib.suppress(PhotoError):
        found = taken(damaged, "a photo")
        assert found is None or isinstance(found, Taken)
