import sys
from collections.abc import Callable

import pytest
from handmade import LINE, barcode, printed, seen_once, turned
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.layout import labelled
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import Reading


def pairs(readings: list[Reading]) -> list[tuple[Role, str]]:
    return [(pair.role, pair.value) for pair in labelled(readings)[0]]


SERIAL = (Role.SERIAL, "CZ27460ABC")

SAME_LINE = seen_once("S/N: CZ27460ABC")
NEXT_LINE = [printed("Serial No."), printed("CZ27460ABC", 0, 28)]
BOX_TO_THE_RIGHT = [printed("Serial No."), printed("CZ27460ABC", 260, 3)]
BELOW_ITS_BARCODE = [
    printed("Serial No."),
    barcode("CZ27460ABC", 0, 30),
    printed("CZ27460ABC", 20, 80),
]
TABLE = [
    printed("Model", 0, 0),
    printed("S/N", 300, 0),
    printed("TS-453D", 0, 28),
    printed("CZ27460ABC", 300, 28),
]


@pytest.mark.parametrize("degrees", [0, 4, -12, 45, 90, 180, -90, 173])
@pytest.mark.parametrize(
    "label", [SAME_LINE, NEXT_LINE, BOX_TO_THE_RIGHT, BELOW_ITS_BARCODE, TABLE]
)
def test_words_find_their_value_whichever_way_up(label: list[Reading], degrees: float) -> None:
    assert SERIAL in pairs(turned(label, degrees))


def test_a_table_gives_each_column_its_own() -> None:
    assert set(pairs(TABLE)) == {(Role.MODEL, "TS-453D"), SERIAL}


def test_a_value_is_given_to_one_field_only() -> None:
    label = [printed("Serial No."), printed("Product No.", 0, 18), printed("CZ27460ABC", 200, 9)]
    assert [value for _, value in pairs(label)] == ["CZ27460ABC"]


def test_several_words_on_one_line() -> None:
    assert pairs(
        seen_once("S/N: AB12CD34  P/N: 900-0001  MAC: 0CC47A123456 BMC: 0CC47A123458")
    ) == [
        (Role.SERIAL, "AB12CD34"),
        (Role.PART_NUMBER, "900-0001"),
        (Role.MAC, "0CC47A123456"),
        (Role.MAC, "0CC47A123458"),
    ]


def test_a_value_beside_comes_before_one_below() -> None:
    label = [printed("S/N:"), printed("CZ27460ABC", 60, 0), printed("XX99XX99", 0, 26)]
    assert pairs(label) == [SERIAL]


@pytest.mark.parametrize(
    "label",
    [
        pytest.param(
            [printed("S/N"), printed("CZ27460ABC", 40 + 15 * LINE, 0)], id="too far right"
        ),
        pytest.param([printed("S/N"), printed("CZ27460ABC", 0, 5 * LINE)], id="too far below"),
        pytest.param([printed("S/N", 0, 60), printed("CZ27460ABC", 0, 20)], id="above"),
        pytest.param([printed("S/N", 300), printed("CZ27460ABC", 0, 0)], id="to the left"),
        pytest.param([printed("S/N"), printed("CZ27460ABC", 200, 30)], id="below and beside"),
        pytest.param([printed("S/N"), printed("FCC ID: CZ27460ABC", 0, 28)], id="named otherwise"),
        pytest.param([printed("S/N"), printed("CZ27460ABC:", 0, 28)], id="words itself"),
        pytest.param([printed("S/N"), printed("N17709", 50, 0)], id="a mark of approval"),
        pytest.param([printed("S/N"), printed("230V", 50, 0)], id="a voltage"),
        pytest.param([printed("S/N"), printed("2019-08-14", 0, 28)], id="a date"),
        pytest.param(
            [printed("keep the S/N label"), printed("CZ27460ABC", 0, 28)], id="a sentence"
        ),
        pytest.param(
            [printed("S/N"), *turned([printed("CZ27460ABC", 30, -20)], 90)], id="another direction"
        ),
    ],
)
def test_what_is_not_the_value_of_these_words(label: list[Reading]) -> None:
    assert Role.SERIAL not in {role for role, _ in pairs(label)}
    assert [words.role for words in labelled(label)[1]] in [[Role.SERIAL], []]


def test_words_without_a_value_are_told() -> None:
    _, unfilled = labelled([printed("Serial No."), barcode("CZ27460ABC", 0, 30)])
    assert [(words.role, words.reading.text) for words in unfilled] == [(Role.SERIAL, "Serial No.")]


def test_a_value_knows_its_line_and_its_place() -> None:
    (pair,), _ = labelled(seen_once("Dell  S/N: CZ27460ABC  REV A01"))[0:2]
    assert pair.reading.text[pair.start :].startswith("CZ27460ABC")
    assert (pair.words, pair.doubtful) == ("S/N", False)


def test_a_value_that_may_go_on_is_doubtful() -> None:
    (pair,) = labelled(seen_once("S/N: CZJ1 234567"))[0]
    assert (pair.value, pair.doubtful) == ("CZJ1", True)


def test_lines_up_and_down_are_read_apart() -> None:
    up = [printed("S/N", 0, 0), printed("CZ27460ABC", 60, 0)]
    down = turned([printed("P/N", 0, 0), printed("900-0001", 60, 0)], 180)
    assert set(pairs([*up, *down])) == {SERIAL, (Role.PART_NUMBER, "900-0001")}


def calls_of(action: Callable[[], object]) -> int:
    """Count the calls of Python and C functions: work, whatever the machine is busy with."""
    count = 0

    def on_event(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(on_event)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("text", ["S/N", "CZ27460ABC", "S/N: CZ27460ABC", "S/N P/N MAC"])
def test_work_grows_no_faster_than_the_label(text: str) -> None:
    def label(lines: int) -> list[Reading]:
        texts = [printed(text, 40 * (number % 5), 30 * number) for number in range(lines)]
        return [*texts, barcode("CZ27460ABC")]

    labelled(label(1))  # compiles
    few, many = label(100), label(400)
    assert calls_of(lambda: labelled(many)) < 6 * calls_of(lambda: labelled(few))


@st.composite
def boxed(draw: st.DrawFn) -> Reading:
    text = draw(st.sampled_from(["S/N", "S/N: AB12CD34", "CZ27460ABC", "MAC", "x", "Model: R1"]))
    corner = st.tuples(st.integers(-50, 500), st.integers(-50, 500))
    place = (draw(corner), draw(corner), draw(corner), draw(corner))
    one = printed(text) if draw(st.booleans()) else barcode(text)
    return Reading(one.kind, one.text, one.photo, place, one.look, one.detail)


@given(st.lists(boxed(), max_size=12))
def test_no_arrangement_is_too_strange(readings: list[Reading]) -> None:
    found, unfilled = labelled(readings)
    assert all(pair.reading in readings for pair in found)
    assert all(pair.reading.text.startswith(pair.value, pair.start) for pair in found)
    assert all(words.reading in readings for words in unfilled)
