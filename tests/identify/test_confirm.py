from collections.abc import Sequence

import pytest
from handmade import barcode, printed, qr, seen_once

from hwlab_cli.identify.confirm import GUESSED, PLACED, STATED, Confirmed, confirm
from hwlab_cli.identify.looks import looks
from hwlab_cli.identify.makers import named
from hwlab_cli.identify.payload import claims
from hwlab_cli.identify.placing import belongs
from hwlab_cli.identify.sightings import seen
from hwlab_cli.model import IdentifiedField, Reading

SERIAL, MODEL = IdentifiedField.SERIAL, IdentifiedField.MODEL
PART, MAC = IdentifiedField.PART_NUMBER, IdentifiedField.MAC_ADDRESSES


def against(print_: Sequence[Reading], *codes: Reading, maker: str | None = None) -> Confirmed:
    made_by = named(maker) if maker else None
    stated = [(code, claims(code.text, code.detail)) for code in codes]
    return confirm(seen(looks([*print_, *codes]), made_by), stated, made_by)


def said(found: Confirmed) -> set[tuple[IdentifiedField, str, int]]:
    return {(one.field, one.value, one.clarity) for one in found.sightings}


@pytest.mark.parametrize(
    ("rows", "content", "expected"),
    [
        (["S/N: CZ27460ABC"], "CZ27460ABC", {(SERIAL, "CZ27460ABC", STATED)}),
        (["S/N: CZ27460ABC"], "SCZ27460ABC", {(SERIAL, "CZ27460ABC", STATED)}),
        (["S/N: S182L1234"], "S182L1234", {(SERIAL, "S182L1234", STATED)}),
        (["S/N: H203.123.45"], "H20312345", {(SERIAL, "H203.123.45", STATED)}),
        (["Product No. 868703-B21"], "1P868703-B21", {(PART, "868703-B21", STATED)}),
        (["MTM 7X06CTO1WW", "S/N J301ABCD"], "1S7X06CTO1WWJ301ABCD",
         {(SERIAL, "J301ABCD", STATED), (PART, "7X06CTO1WW", STATED)}),
        (["P/N MCX512A-1", "S/N: MT2329M2358"], "MCX512A1MT2329M2358",
         {(SERIAL, "MT2329M2358", STATED), (PART, "MCX512A-1", STATED)}),
        (["P/N 650-067199", "S/N TR3717430029"], "650-067199 TR3717430029",
         {(SERIAL, "TR3717430029", STATED), (PART, "650-067199", STATED)}),
        (["MAC: 3CECEF551118"], "3CECEF551118", {(MAC, "3C:EC:EF:55:11:18", STATED)}),
        ([], "3CECEF551118", {(MAC, "3C:EC:EF:55:11:18", STATED)}),
        (["S/N: 3CECEF551118"], "3CECEF551118", {(SERIAL, "3CECEF551118", STATED)}),
        (["WWN: 3CECEF551118"], "3CECEF551118", set()),
        ([], "201234567890", {(SERIAL, "201234567890", GUESSED)}),
        (["EX Code: 18345678902"], "18345678902", set()),
        ([], "SN=CZ27460ABC&MAC=3CECEF551118",
         {(SERIAL, "CZ27460ABC", STATED), (MAC, "3C:EC:EF:55:11:18", STATED)}),
        (["S/N: CZ27460ABC"], "https://x.org/d/CZ27460ABC", {(SERIAL, "CZ27460ABC", STATED)}),
        (["S/N: CZ27460ABC"], "https://x.org/?s=CZ27460ABC", {(SERIAL, "CZ27460ABC", STATED)}),
        ([], "https://x.org/?s=CZ27460ABC", set()),
        (["S/N: AB12CD34"], "4012345678901", set()),
    ],
)  # fmt: skip
def test_what_a_barcode_says_beside_print(
    rows: list[str], content: str, expected: set[tuple[IdentifiedField, str, int]]
) -> None:
    assert said(against(seen_once(*rows), barcode(content))) == expected


@pytest.mark.parametrize(
    ("read", "content", "corrected"),
    [
        ("CZ2746OABC", "CZ27460ABC", "CZ27460ABC"),
        ("PF-O4BCDE", "PF04BCDE", "PF-04BCDE"),
        ("CZ27460A8C", "SCZ27460ABC", "CZ27460ABC"),
        ("CZ27460AEC", "CZ27460ABC", "CZ27460ABC"),
        ("CZ27460AB", "CZ27460ABC", "CZ27460ABC"),
        ("XX99XX99XX", "CZ27460ABC", None),
    ],
)
def test_a_barcode_corrects_what_was_misread(
    read: str, content: str, corrected: str | None
) -> None:
    found = against(seen_once(f"S/N: {read}"), barcode(content))
    serials = [one.value for one in found.sightings if one.field is SERIAL]
    assert serials == ([corrected] if corrected else [])
    assert list(found.corrections.values()) == serials


def test_clearer_words_make_a_clearer_statement() -> None:
    rows = seen_once("Product No. 868703-B21", "Spare: 875938-001")
    found = against(rows, barcode("868703-B21"), barcode("875938-001"))
    clarity = {one.value: one.clarity for one in found.sightings}
    assert clarity["868703-B21"] == STATED > clarity["875938-001"]


def test_where_one_barcode_has_identifiers_so_have_the_others() -> None:
    rows = seen_once("Product No. 868703-B21")
    found = against(rows, barcode("1P868703-B21"), barcode("SCZ27460ABC"))
    assert (SERIAL, "CZ27460ABC", STATED) in said(found)
    assert (SERIAL, "CZ27460ABC", STATED) not in said(against([], barcode("SCZ27460ABC")))


def test_lenovos_barcode_is_read_without_print_where_it_is_lenovos() -> None:
    code = barcode("1S7X06CTO1WWJ301ABCD")
    assert said(against([], code, maker="Lenovo")) == {
        (SERIAL, "J301ABCD", STATED),
        (PART, "7X06CTO1WW", STATED),
    }
    assert {clarity for _, _, clarity in said(against([], code, maker="Dell"))} <= {GUESSED}


@pytest.mark.parametrize(
    ("print_", "codes", "clarity"),
    [
        ([printed("Serial No.")], [barcode("CZ27460ABC", 0, 30)], PLACED),
        ([printed("Serial No.")], [barcode("CZ27460ABC", 120, 0)], PLACED),
        ([printed("Serial No.")], [barcode("CZ27460ABC", 0, 500)], GUESSED),
        ([printed("Serial No.")], [barcode("CZ27460ABC", 0, 30, photo="other.jpg")], GUESSED),
        ([printed("Serial No."), printed("P/N", 0, 90)], [barcode("CZ27460ABC", 0, 30)], GUESSED),
        ([printed("Serial No."), printed("FCC ID", 0, 90)], [barcode("CZ27460ABC", 0, 30)], PLACED),
        ([], [barcode("CZ27460ABC")], GUESSED),
        ([], [barcode("CZ27460ABC"), qr("CZ27460ABC")], GUESSED),
        ([printed("Serial No.")], [barcode("CZ27460ABC", 0, 30), barcode("XY12345678")], None),
        ([printed("S/N: AB12CD34")], [barcode("CZ27460ABC")], None),
        (seen_once("P/N: 868703-B21"), [barcode("CZ2868703B21")], None),
        ([], [barcode("ABCDEFGHJ")], None),
        ([], [barcode("AB12")], None),
        ([], [barcode("AB12CD34 X")], None),
        ([], [barcode("AB=12CD34")], None),
        ([], [barcode("A1" * 20)], None),
    ],
)
def test_a_barcode_that_nothing_names(
    print_: list[Reading], codes: list[Reading], clarity: int | None
) -> None:
    serials = {one.clarity for one in against(print_, *codes).sightings if one.field is SERIAL}
    assert serials == ({clarity} if clarity else set())


def test_a_barcode_right_beside_a_serial_denies_it() -> None:
    line = printed("S/N: AB12CD34")
    assert against([line], barcode("XY99887766", 0, 30)).denied == {"AB12CD34": "XY99887766"}
    assert against([line], barcode("XY99887766", 0, 600)).denied == {}
    assert against([line], barcode("AB12CD34", 0, 30)).denied == {}


@pytest.mark.parametrize("content", ["CZ27460ABC", "CZ27460ABC868703B21", "868703B21CZ27460A8"])
def test_a_barcode_of_which_print_shows_a_part_proves_no_part(content: str) -> None:
    found = against([printed("S/N: CZ27460A")], barcode(content))
    assert found.sightings == []
    assert found.denied == {"CZ27460A": content}


def test_a_part_number_in_a_models_format_stands_for_a_model_less_clearly() -> None:
    found = against([], qr("[)>\x1e06\x1d1PSSDSC2KB480G8\x1e\x04"), maker="Intel")
    clarity = {one.field: one.clarity for one in found.sightings}
    assert clarity[PART] == STATED
    assert GUESSED < clarity[MODEL] < PLACED


def test_placeholders_in_barcodes_are_dropped_and_told() -> None:
    found = against([], qr("SN=Default string;MAC=001122334455"), barcode("S/N: 0000000000"))
    assert found.sightings == []
    assert found.placeholders == ["0000000000"]


@pytest.mark.parametrize(
    ("left", "top", "near"),
    [(0, 30, True), (0, -50, True), (140, 0, True), (0, 70, False), (160, 0, False)],
)
def test_what_belongs_to_words(left: float, top: float, *, near: bool) -> None:
    assert belongs(barcode("X", left, top), printed("Serial No.")) is near
