from collections.abc import Sequence

import pytest
from handmade import barcode, label, printed, seen_once

from hwlab_cli.identify.looks import looks
from hwlab_cli.identify.makers import named
from hwlab_cli.identify.sightings import (
    AS_PART,
    ASSEMBLED,
    CODED,
    FORMAT,
    NAMED,
    REGULATORY,
    ROUGHLY,
    TYPED,
    UNUSUAL,
    Seen,
    field_of,
    seen,
)
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import IdentifiedField, Reading

SERIAL, MODEL = IdentifiedField.SERIAL, IdentifiedField.MODEL
PART, ASSET = IdentifiedField.PART_NUMBER, IdentifiedField.ASSET_TAG
MAC, OTHER = IdentifiedField.MAC_ADDRESSES, Role.OTHER


def print_says(readings: Sequence[Reading], maker: str = "", codes: Sequence[str] = ()) -> Seen:
    return seen(looks(readings), named(maker) if maker else None, codes)


def sighted(
    line: str, maker: str = "", codes: Sequence[str] = ()
) -> list[tuple[IdentifiedField, str, int]]:
    found = print_says(seen_once(line), maker, codes).sightings
    return [(one.field, one.value, one.clarity) for one in found]


@pytest.mark.parametrize(
    ("maker", "line", "expected"),
    [
        ("", "S/N: CZ27460ABC", [(SERIAL, "CZ27460ABC", NAMED)]),
        ("", "Asset Tag: IT-0042", [(ASSET, "IT-0042", NAMED)]),
        ("", "P/N: 650-067199", [(PART, "650-067199", NAMED)]),
        ("", "Spare: 781578-001", [(PART, "781578-001", ASSEMBLED)]),
        ("HPE", "PID: 868703-B21", [(PART, "868703-B21", NAMED)]),
        ("", "TYPE 20L6-S0AB00", [(PART, "20L6-S0AB00", ROUGHLY)]),
        ("", "Type: R-100", [(MODEL, "R-100", TYPED)]),
        ("", "Model: XY-200 Rev 2", [(MODEL, "XY-200", NAMED)]),
        ("", "Product: XY-200", [(MODEL, "XY-200", ROUGHLY)]),
        ("Dell", "Reg Model: E39S", [(MODEL, "E39S", REGULATORY)]),
        ("Dell", "Model: E39S Series", [(MODEL, "E39S Series", REGULATORY)]),
        ("HPE", "Model: HSTNS-2145", [(MODEL, "HSTNS-2145", REGULATORY)]),
        ("Dell", "Model: PowerEdge R640", [(MODEL, "PowerEdge R640", CODED),
                                           (MODEL, "PowerEdge R640", FORMAT + 1)]),
        ("Dell", "PowerEdge R640", [(MODEL, "PowerEdge R640", FORMAT + 1)]),
        ("HP", "Model: HP EliteBook 840 G5", [(MODEL, "EliteBook 840 G5", CODED),
                                              (MODEL, "EliteBook 840 G5", FORMAT + 1)]),
        ("LANCOM", "LANCOM 1781VA", [(MODEL, "1781VA", FORMAT + 1)]),
        ("LANCOM", "LANCOM 883 VoIP", [(MODEL, "883 VoIP", FORMAT + 1)]),
        ("LANCOM", "Model: LANCOM 1790VAW", [(MODEL, "1790VAW", CODED),
                                             (MODEL, "1790VAW", FORMAT + 1)]),
        ("Raspberry Pi", "Model: Raspberry Pi 4 Model B",
         [(MODEL, "Raspberry Pi 4 Model B", CODED), (MODEL, "Raspberry Pi 4 Model B", FORMAT + 1)]),
        ("Raspberry Pi", "© Raspberry Pi 2018", []),
        ("Samsung", "M393A4K40BB2-CTD 1804", [(MODEL, "M393A4K40BB2-CTD", FORMAT + 1),
                                              (PART, "M393A4K40BB2-CTD", FORMAT)]),
        ("Kingston", "99U5678-006.A00G 1.2V", []),
        ("Samsung", "P/N: MZ7LH960HAJR-00005", [(PART, "MZ7LH960HAJR-00005", NAMED),
                                                (MODEL, "MZ7LH960HAJR-00005", AS_PART)]),
        ("", "MAC: 0CC47A123456", [(MAC, "0C:C4:7A:12:34:56", NAMED)]),
        ("", "0C:C4:7A:12:34:56", [(MAC, "0C:C4:7A:12:34:56", ROUGHLY)]),
        ("", "0C-C4-7A-12-34-56", [(MAC, "0C:C4:7A:12:34:56", ROUGHLY)]),
        ("", "20:12:34:56:78:90", [(MAC, "20:12:34:56:78:90", ROUGHLY)]),
        ("", "0CC47A123456", []),
        ("", "0cc4.7a12.3456", []),
        ("", "WLAN Netzwerkschisset: 2437 6469 0651 8097 0018", []),
        ("", "20-12-34-56-78-90", []),
        ("", "0C C4 7A 12 34 56", []),
        ("", "WWN: 50:00:C5:00:A8:BB:CC:DD", []),
        ("Dell", "S/N: R640", [(SERIAL, "R640", NAMED)]),
        ("Dell", "for PowerEdge R640", []),
        ("Dell", "PowerEdge R640 compatible", []),
        ("HPE", "Model: HSTNS", [(MODEL, "HSTNS", REGULATORY)]),
        ("HPE", "Model: XQ-1234", [(MODEL, "XQ-1234", UNUSUAL)]),
        ("Cisco", "FCC ID: WS-C2960X", []),
    ],
)  # fmt: skip
def test_what_one_line_says(
    maker: str, line: str, expected: list[tuple[IdentifiedField, str, int]]
) -> None:
    assert sighted(line, maker) == expected


@pytest.mark.parametrize(
    ("line", "macs"),
    [
        ("MAC: 0CC47A123456 IPMI: 0CC47A123458", ["0C:C4:7A:12:34:56", "0C:C4:7A:12:34:58"]),
        ("MAC 04-D5-90-AB-CD-E0 ~ 04-D5-90-AB-CD-E9", ["04:D5:90:AB:CD:E0"]),
        ("MAC 04:D5:90:AB:CD:E0 - 04:D5:90:AB:CD:E9", ["04:D5:90:AB:CD:E0"]),
        ("MAC 04:D5:90:AB:CD:E0 / 04:D5:90:AB:CD:E1", ["04:D5:90:AB:CD:E0", "04:D5:90:AB:CD:E1"]),
        ("MAC: 98039B4562DF98039B4562E0", ["98:03:9B:45:62:DF", "98:03:9B:45:62:E0"]),
        ("E06:48:A9:8A:82:4C:DC", ["48:A9:8A:82:4C:DC"]),
    ],
)
def test_all_addresses_of_a_line(line: str, macs: list[str]) -> None:
    found = [value for name, value, clarity in sighted(line) if clarity == NAMED and name is MAC]
    assert found == macs


def test_a_serial_in_a_models_format_is_no_model() -> None:
    # Eaton once numbered like this, and its power strips' codes begin so too.
    below = [printed("S/N"), printed("EMAB0412", 0, 28)]
    assert [one.field for one in print_says(below, "Eaton").sightings] == [SERIAL]
    elsewhere = [*seen_once("S/N: EMAB0412"), printed("EMAB0412", 0, 300)]
    assert [one.field for one in print_says(elsewhere, "Eaton").sightings] == [SERIAL]


def test_what_a_barcode_holds_is_no_model_by_a_loose_format() -> None:
    assert sighted("EMAB0412", "Eaton") == [(MODEL, "EMAB0412", FORMAT + 1)]
    assert sighted("EMAB0412", "Eaton", codes=["EMAB0412"]) == []
    assert sighted("SYS-1029P-WTR", "Supermicro", codes=["SYS-1029P-WTR"]) != []


def test_another_makers_formats_are_none_of_this_one() -> None:
    assert sighted("SSDSC2BB480G7", "Dell") == []


@pytest.mark.parametrize(
    ("text", "rivals", "doubted"),
    [
        ("S/N: CZ27460ABC", [], False),
        ("S/N: CZ27460ABC", [(5, "G")], True),
        ("S/N: CZ27460ABC", [(0, "5")], False),
        ("S/N: CZJ1 234567", [], True),
        ("Model: XY-200", [(10, "2")], True),
        ("WS-C2960X-24TS-L", [(3, "G")], False),
        ("WS-C2960X-24TS-L", [(4, "3")], True),
        ("MAC: 0CC47A123456", [(8, "A")], True),
        ("MAC: 0CC47A123456", [(8, "Q")], False),
    ],
)
def test_doubt_is_told_where_another_character_would_do(
    text: str, rivals: list[tuple[int, str]], *, doubted: bool
) -> None:
    found = print_says([printed(text, rivals=rivals)], "Cisco").sightings
    assert [bool(one.doubt) for one in found] == [doubted] * len(found)
    assert found


def test_placeholders_and_other_values_are_kept_apart() -> None:
    found = print_says(
        seen_once("S/N: Default string", "MAC: 00:00:00:00:00:00", "WWN: 5000C500A8BBCCDD")
    )
    assert found.sightings == []
    assert found.placeholders == ["S/N Default string", "MAC 00:00:00:00:00:00"]
    assert found.other == ["5000C500A8BBCCDD"]


def test_every_look_is_seen_and_barcodes_are_not_print() -> None:
    found = print_says([*label("S/N: CZ27460ABC"), barcode("S/N: AB12CD34")])
    assert [(one.value, one.reading.look) for one in found.sightings] == [
        ("CZ27460ABC", "close"),
        ("CZ27460ABC", "smaller"),
    ]


@pytest.mark.parametrize(
    ("role", "value", "name"),
    [
        (Role.PID, "C9300-24T", MODEL),
        (Role.PID, "868703-B21", PART),
        (Role.TYPE, "20L6S0AB00", PART),
        (Role.TYPE, "RX2540 M4", MODEL),
        (Role.ASSEMBLY, "1", PART),
        (Role.MANUFACTURER, "ACME", None),
        (OTHER, "1", None),
    ],
)
def test_the_field_of_a_role(role: Role, value: str, name: IdentifiedField | None) -> None:
    assert field_of(role, value) is name
