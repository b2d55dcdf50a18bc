"""What holds for any readings whatever, however strange."""

import random
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from handmade import barcode, box, found, label, printed, turned
from hypothesis import given, settings
from hypothesis import strategies as st

from hwlab_cli.identify.values import key
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Reading
from hwlab_cli.photos.text import LOOKS

LABELS = tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
ROWS = [row.split("|") for entry in LABELS.values() for row in entry.get("rows", [])]
CELLS = sorted({cell for row in ROWS for cell in row if cell})
CODES = sorted({code.partition(": ")[2] for e in LABELS.values() for code in e.get("codes", [])})
PIECES = [
    "S/N", "S/N:", "SN", "Serial No.", "Model:", "P/N", "MAC:", "Asset", "Product", "=", "&", ";",
    ":", " ", "  ", "/", "\x1d", "\x1e", "\x1b[31m", "\u202e", "\x00", "AB12CD34", "A8I2CD34",
    "0CC47A123456", "0C:C4:7A:12:34:56", "DELL", "HP", "Intel Xeon", "PowerEdge R640", "[)>", "1P",
    "To be filled by O.E.M.", "https://", "{", "}", '"', "\N{KELVIN SIGN}", "ß", "½", "ﬁ",
    "\N{FULLWIDTH DIGIT FOUR}",
]  # fmt: skip

small = st.integers(-20, 400)
corners = st.tuples(small, small)
any_box = st.tuples(corners, corners, corners, corners) | st.builds(
    box, small, small, st.integers(10, 200)
)
contents = (
    st.text(max_size=30)
    | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
    | st.sampled_from(CELLS)
    | st.sampled_from(CODES)
)
rivals = st.lists(st.tuples(st.integers(0, 40), st.sampled_from("0OB8 x")), max_size=2).map(tuple)
photos = st.sampled_from(["a.jpg", "b.jpg"])
lines = st.builds(
    Reading,
    st.just(EvidenceKind.TEXT),
    contents,
    photos,
    any_box,
    st.sampled_from(LOOKS),
    st.just(""),
    rivals,
)
codes = st.builds(
    Reading,
    st.just(EvidenceKind.BARCODE),
    contents,
    photos,
    any_box,
    st.just(""),
    st.sampled_from(["QR Code", "Code 128", "EAN-13", ""]),
)
WORDS = ["S/N:", "S/N", "Serial No.", "Model:", "Product:", "P/N:", "FRU", "MAC:", "Asset Tag:", ""]
VALUES = [
    "AB12CD34", "A8I2CD34", "AB12CD34EF", "XY99887766", "PowerEdge R640", "WS-C2960X-24TS-L",
    "Superbox 9", "0CC47A123456", "0CC47A123458", "0C:C4:7A:12:34:56", "DELL", "CISCO", "N/A",
]  # fmt: skip
STRANGE = ["", "", "", "\x07", "\u202e", "\x1b[1m", "\x1d", "\u200b", "é", "O", " "]


@st.composite
def row_of_a_label(draw: st.DrawFn) -> list[Reading]:
    """A line that looks like a label's, in some looks at some photos; or its barcode."""
    words, value = draw(st.sampled_from(WORDS)), draw(st.sampled_from(VALUES))
    at = draw(st.integers(0, len(value)))
    value = value[:at] + draw(st.sampled_from(STRANGE)) + value[at:]
    left, top = draw(st.sampled_from([0, 150])), 28 * draw(st.integers(0, 8))
    if draw(st.integers(0, 4)) == 0:
        content = draw(st.sampled_from(["", "S", "1P", "SN=", "model=", "mac:"])) + value
        return [barcode(content, left, top, photo=draw(photos), symbology="QR Code")]
    text = draw(st.sampled_from([f"{words} {value}", f"{words}{value}", words or value, value]))
    near = draw(rivals)
    seen_in = draw(st.sets(st.tuples(photos, st.sampled_from(LOOKS)), min_size=1))
    return [
        printed(text, left, top, photo=photo, look=look, rivals=near)
        for photo, look in sorted(seen_in)
    ]


like_labels = st.lists(row_of_a_label(), max_size=6).map(
    lambda rows: [one for row in rows for one in row]
)
anything = like_labels | st.lists(lines | codes, max_size=10)
FROM_PHOTOS = (
    IdentifiedField.SERIAL,
    IdentifiedField.MODEL,
    IdentifiedField.PART_NUMBER,
    IdentifiedField.ASSET_TAG,
)


def proven_values(identification: Identification) -> list[str]:
    values = [getattr(identification, name.value) for name in FROM_PHOTOS
              if name in identification.proven]  # fmt: skip
    if IdentifiedField.MAC_ADDRESSES in identification.proven:
        values += identification.mac_addresses
    return values


def stands_in(value: str, reading: Reading) -> bool:
    return any(key(value) in key(text) for text in (reading.text, unquote(reading.text)))


@settings(max_examples=150, deadline=None)  # the first call compiles
@given(anything)
def test_what_is_proven_stands_in_a_barcode_or_in_two_looks(readings: list[Reading]) -> None:
    for value in proven_values(found(readings)):
        where = [one for one in readings if stands_in(value, one)]
        coded = [one for one in where if one.kind is EvidenceKind.BARCODE]
        looks = {(one.photo, one.look) for one in where if one.kind is EvidenceKind.TEXT}
        assert coded or len(looks) > 1, value


@settings(deadline=None)
@given(st.lists(lines, max_size=10), photos, st.sampled_from(LOOKS))
def test_one_look_proves_nothing(readings: list[Reading], photo: str, look: str) -> None:
    once = [Reading(one.kind, one.text, photo, one.box, look, "", one.rivals) for one in readings]
    assert found(once).proven == []


@settings(max_examples=100, deadline=None)
@given(anything, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(
    readings: list[Reading], chance: random.Random
) -> None:
    shuffled = [*readings, *readings[:3]]
    chance.shuffle(shuffled)
    assert found(shuffled).to_json() == found(readings).to_json()


@settings(max_examples=100, deadline=None)
@given(anything)
def test_no_character_that_acts_gets_through(readings: list[Reading]) -> None:
    identification = found(readings)
    fields = identification.fields_to_json()
    said = [
        *(value for value in fields.values() if isinstance(value, str)),
        *identification.mac_addresses,
        *identification.doubts,
        *identification.notes,
    ]
    for text in said:
        assert not {unicodedata.category(one) for one in text} & {"Cc", "Cf", "Cs", "Co", "Zl"}


@settings(deadline=None)
@given(anything)
def test_an_identification_survives_the_log(readings: list[Reading]) -> None:
    identification = found(readings)
    assert Identification.from_json(identification.to_json()) == identification


@settings(deadline=None)
@given(anything)
def test_every_field_is_what_it_should_be(readings: list[Reading]) -> None:
    identification = found(readings)
    assert 0.0 <= (identification.confidence or 0.0) <= 1.0
    assert len(identification.proven) == len(set(identification.proven))
    for name in identification.proven:
        assert getattr(identification, name.value)
        assert identification.evidence[name]
    for name in FROM_PHOTOS:
        value = getattr(identification, name.value)
        assert value is None or value.strip() == value != ""


@pytest.mark.parametrize("degrees", [90, 180, 270, 7, -20, 200])
@pytest.mark.parametrize("name", ["Dell server", "QNAP", "Eaton in French", "iiyama in French"])
def test_a_turned_photo_says_the_same(name: str, degrees: float) -> None:
    rows = label(*(row.split("|") for row in LABELS[name]["rows"]))
    upright, other = found(rows), found(turned(rows, degrees))
    assert other.fields_to_json() == upright.fields_to_json()
    assert set(other.proven) == set(upright.proven)


def work(readings: Sequence[Reading]) -> int:
    """Count the calls of Python and C functions that identifying takes."""
    count = 0

    def on_event(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(on_event)
    try:
        found(readings)
    finally:
        sys.setprofile(None)
    return count


def wall_of(lines_: int) -> list[Reading]:
    return [
        printed(CELLS[number % len(CELLS)], 300 * (number % 3), 30 * number, look=look)
        for number in range(lines_)
        for look in LOOKS
    ]


def words_of(lines_: int) -> list[Reading]:
    return [printed("S/N", 0, 25 * number) for number in range(lines_)]


def numbers_of(lines_: int) -> list[Reading]:
    return [printed(f"S/N: AB{number:06}", 0, 30 * number) for number in range(lines_)]


def addresses_of(lines_: int) -> list[Reading]:
    return [printed(f"MAC: 0CC47A{number:06}", 0, 30 * number) for number in range(lines_)]


def directions_of(lines_: int) -> list[Reading]:
    return [one for n in range(lines_) for one in turned([printed("S/N: AB12CD34", n, n)], 37 * n)]


def tokens_of(lines_: int) -> list[Reading]:
    return [barcode(";".join(f"AB{number:06}" for number in range(lines_))), *numbers_of(20)]


def barcodes_of(lines_: int) -> list[Reading]:
    return [barcode(f"AB{number:06}", 0, 50 * number) for number in range(lines_)]


def long_lines_of(lines_: int) -> list[Reading]:
    return [printed("S/N: AB12CD34 " * lines_), barcode("S/N: AB12CD34 " * lines_)]


@pytest.mark.parametrize(
    "many",
    [
        wall_of,
        words_of,
        numbers_of,
        addresses_of,
        directions_of,
        tokens_of,
        barcodes_of,
        long_lines_of,
    ],
)
def test_work_grows_no_faster_than_what_was_read(many: Callable[[int], list[Reading]]) -> None:
    found(many(1))  # compiles
    few, more = work(many(60)), work(many(240))
    assert more < 6 * few
