import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.values import (
    as_mac,
    clean,
    find_macs,
    is_gtin,
    is_identifier,
    is_placeholder,
    key,
    lookalike_key,
)


def wide(text: str) -> str:
    """Write a text in the wide letters that OCR takes from East Asian print."""
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PF-0ABCDE", "pf 0abcde"),
        ("8FJ2XM2", "8FJ2XM2"),
        ("N.º 12", "N O12"),
        ("123.456", "123 456"),
        (wide("ABC12"), "ABC12"),
    ],
)
def test_spellings_of_one_value_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("0012", "12"), ("AB1", "ABI"), ("A+", "B+")])
def test_other_values_have_other_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("read", "meant"),
    [("O0Q", "000"), ("I1L", "111"), ("S5", "55"), ("B8", "88"), ("Z2", "22"), ("G6", "66")],
)
def test_lookalikes_are_folded(read: str, meant: str) -> None:
    assert lookalike_key(read) == lookalike_key(meant)
    assert lookalike_key("CZJ7") != lookalike_key("CZJ1")


@pytest.mark.parametrize(
    "text",
    [
        "To be filled by O.E.M.",
        "To Be Filled By 0.E.M.",
        "T0 BE FILLED BY OEM",
        "Default string",
        "System Serial Number",
        "0123456789",
        "123456789",
        "Not Specified",
        "N/A",
        "None",
        "............",
        "---",
        "XXXXXXXX",
        "0000000",
        "00:00:00:00:00:00",
        "FF-FF-FF-FF-FF-FF",
        "00:11:22:33:44:55",
        "",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text", ["8FJ2XM2", "0012345", "1E10234", "7", "R640", "00100", "TEST1234", "SAMPLER", "ABCA"]
)
def test_what_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "macs"),
    [
        ("MAC: 4C:D9:8F:11:22:30", ["4C:D9:8F:11:22:30"]),
        ("4c-d9-8f-11-22-30", ["4C:D9:8F:11:22:30"]),
        ("4cd9.8f11.2230", ["4C:D9:8F:11:22:30"]),
        ("4CD98F-112230", ["4C:D9:8F:11:22:30"]),
        ("4CD98F112230", ["4C:D9:8F:11:22:30"]),
        ("4C D9 8F 11 22 30", ["4C:D9:8F:11:22:30"]),
        ("E06:48:A9:8A:82:4C:DC", ["48:A9:8A:82:4C:DC"]),
        ("E18:DC:2C:6E:EE:B1:2B", ["DC:2C:6E:EE:B1:2B"]),
        ("MAC:98039B4562DF98039B4562E0", ["98:03:9B:45:62:DF", "98:03:9B:45:62:E0"]),
        ("3CECEF551118IPMI:3CECEF55111A", ["3C:EC:EF:55:11:18", "3C:EC:EF:55:11:1A"]),
        ("WWN 50:00:C5:00:A8:BB:CC:DD", []),
        ("50:00:C5:00:A8:BB:CC:DD", []),
        ("WWN: 5000C500A8BBCCDD", []),
        ("GUID: 98039B03004562DF", []),
        ("hash 0c2b3d4e5f60a1b2c3d4e5f6", []),
        ("S/N 0C2B3D4E5F60XYZ", []),
        ("X0C2B3D4E5F60", []),
        ("01:00:5E:00:00:01", []),
        ("00:00:00:00:00:00", []),
        ("FF:FF:FF:FF:FF:FF", []),
        ("00:11:22:33:44:55", []),
    ],
)
def test_macs_are_found(text: str, macs: list[str]) -> None:
    assert [mac for mac, _, _ in find_macs(text)] == macs


def test_a_macs_place_is_that_of_its_digits() -> None:
    text = "MAC 1: 4C-D9-8F-11-22-30 / 4CD98F112231"
    assert [as_mac(text[start:end]) for _, start, end in find_macs(text)] == [
        "4C:D9:8F:11:22:30",
        "4C:D9:8F:11:22:31",
    ]


@given(st.binary(min_size=6, max_size=6))
def test_a_mac_survives_every_spelling(raw: bytes) -> None:
    colons = ":".join(f"{byte:02X}" for byte in raw)
    spellings = [colons, colons.lower(), colons.replace(":", "-"), raw.hex(), raw.hex().upper()]
    expected = as_mac(colons)
    assert {as_mac(one) for one in spellings} == {expected}
    if raw[0] & 1 or is_placeholder(colons):
        assert expected is None
    else:
        assert expected == colons
        assert {find_macs(f"MAC {one}.")[0][0] for one in spellings} == {colons}


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("4012345678901", True),
        ("4012345678902", False),
        ("885909950805", True),
        ("885909950806", False),
        ("96385074", True),
        ("96385075", False),
        ("04012345678901", True),
        ("401234567890", False),
        ("40123456789O1", False),
        ("٤٠١٢٣٤٥٦٧٨٩٠١", False),
    ],
)
def test_product_codes_have_a_check_digit(digits: str, valid: bool) -> None:
    assert is_gtin(digits) is valid


@pytest.mark.parametrize(
    "text",
    [
        "8FJ2XM2",
        "BCDFGHJ",
        "CN-0W347K-21233-0A9-01FR-A03",
        "H203.123.45.678.901",
        "3JX01EA#ABD",
        "ISR4331/K9",
        "CCR2004-16G-2S+",
        "2000 2784",
        "12345678901234567890123",
        "0012345",
        "1E10234",
        "abc_123",
    ],
)
def test_identifiers(text: str) -> None:
    assert is_identifier(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "QOI32295861&MAC=000D5DF94365",
        "SN=AB12CD",
        "AB12CD?x",
        "AB12 CD34",
        "WAN-Netzwerkschlüssel:5512",
        "00:0D:5D:F9:43:65",
        "WARRANTY",
        "PASSWORD",
        "-AB12",
        "AB--12",
        "AB12\x1dCD",
        "\u0410\u04121234",
        "A1" * 21,
    ],
)
def test_what_is_no_identifier(text: str) -> None:
    assert not is_identifier(text)


@given(st.text())
def test_cleaned_print_keeps_its_places(text: str) -> None:
    plain = clean(text)
    assert len(plain) == len(text)
    assert all(one.isprintable() for one in plain)
    assert all(
        after == before
        for before, after in zip(text, plain, strict=True)
        if before.isascii() and before.isprintable()
    )


def test_wide_letters_become_plain_and_what_acts_becomes_a_space() -> None:
    assert clean(wide("S/N:AB12")) == "S/N:AB12"
    assert clean("AB\x1b[31m\u202e12\x00") == "AB [31m 12 "
