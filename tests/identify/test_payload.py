import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.claim import Claim
from hwlab_cli.identify.payload import claims
from hwlab_cli.identify.values import is_identifier
from hwlab_cli.identify.vocabulary import Role


def stated(content: str, symbology: str = "QR Code") -> dict[Role, list[str]]:
    """What a barcode surely says, by role, without what is of no use."""
    found: dict[Role, list[str]] = {}
    for claim in claims(content, symbology):
        if claim.sure and claim.role not in {None, Role.OTHER}:
            assert claim.role is not None
            found.setdefault(claim.role, []).append(claim.value)
    return found


def perhaps(content: str, symbology: str = "Code 128") -> set[tuple[Role | None, str]]:
    """What a barcode may mean, if the print agrees."""
    return {
        (claim.role, claim.value)
        for claim in claims(content, symbology)
        if not claim.sure or claim.role is None
    }


SERIAL_AND_MAC = {Role.SERIAL: ["AB12CD34"], Role.MAC: ["00:0C:42:AA:BB:01"]}


@pytest.mark.parametrize(
    "content",
    [
        "SN=AB12CD34&MAC=000C42AABB01",
        "SN=AB12CD34;MAC=000C42AABB01;",
        "sn:AB12CD34,mac:00:0C:42:AA:BB:01",
        "S/N: AB12CD34\r\nMAC: 00-0C-42-AA-BB-01\r\n",
        "SN:AB12CD34|MAC:000C42AABB01",
        "Serial Number=AB12CD34\tMAC Address=000c.42aa.bb01",
        "SN: AB12CD34 MAC: 000C42AABB01",
        "S/N AB12CD34 MAC 000C42AABB01",
        "SN = AB12CD34 ; MAC = 000C42AABB01 ; FW = 1.2.3",
        "N° de série : AB12CD34; Adresse MAC : 000C42AABB01",
        "Seriennummer: AB12CD34; MAC-Adresse: 000C42AABB01",
        '{"sn": "AB12CD34", "mac": "00:0C:42:AA:BB:01"}',
        '{"device": {"serialNumber": "AB12CD34"}, "net": [{"macAddress": "000C42AABB01"}]}',
        '{"sn":"AB12CD34","mac":"000C42AABB01"',
        "{sn:AB12CD34,mac:000C42AABB01}",
        "https://example.com/d?sn=AB12CD34&mac=000C42AABB01",
        "HTTPS://EXAMPLE.COM/D?SERIAL=AB12CD34;MAC=000C42AABB01",
        "http://example.com/#/add?serialNumber=AB12CD34&macAddress=00%3A0C%3A42%3AAA%3ABB%3A01",
        "https://example.com/ref=X/sn=AB12CD34/mac=000C42AABB01",
        "www.example.com/?serial_no=AB12CD34&mac=000C42AABB01",
        "SN=AB12CD34&MAC=000C42AABB01 https://example.com/help",
        "[)>\x1e06\x1dSAB12CD34\x1d23S000C42AABB01\x1e\x04",
    ],
)
def test_every_way_to_write_keys_and_values(content: str) -> None:
    assert stated(content) == SERIAL_AND_MAC


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("MODEL:R640 Serial No: AB12CD34", {Role.MODEL: ["R640"], Role.SERIAL: ["AB12CD34"]}),
        ("Model=PowerEdge R640;SN=AB12", {Role.MODEL: ["PowerEdge R640"], Role.SERIAL: ["AB12"]}),
        ("PN:900-1,AT:X", {Role.PART_NUMBER: ["900-1"]}),
        ("assetTag=IT-0042", {Role.ASSET_TAG: ["IT-0042"]}),
        ('{"serial": 12345678901234567890123}', {Role.SERIAL: ["12345678901234567890123"]}),
        ('{"serial": 1e10234}', {Role.SERIAL: ["1e10234"]}),
        ("MAC=000C42AABB01 000C42AABB02", {Role.MAC: ["00:0C:42:AA:BB:01", "00:0C:42:AA:BB:02"]}),
        ("(01)04012345678901(21)AB12CD34", {Role.SERIAL: ["AB12CD34"]}),
        ("010401234567890110LOT9\x1d21AB12CD34", {Role.SERIAL: ["AB12CD34"]}),
        ("]C101040123456789011126013121AB12CD34", {Role.SERIAL: ["AB12CD34"]}),
        ("https://id.gs1.org/01/04012345678901/21/AB12CD34", {Role.SERIAL: ["AB12CD34"]}),
        ("PMCX4121A-ACAT;SMT2139B82191;R:A2;MB8599F69D3DA",
         {Role.PART_NUMBER: ["MCX4121A-ACAT"], Role.SERIAL: ["MT2139B82191"],
          Role.MAC: ["B8:59:9F:69:D3:DA"]}),
        ("[)>\x1e06\x1d1PDCS-7010T\x1dSJPE123\x1d4LCN\x1dQ1\x1e\x04",
         {Role.PART_NUMBER: ["DCS-7010T"], Role.SERIAL: ["JPE123"]}),
        ("[)>061PDCS-7010T\x1dSJPE123",
         {Role.PART_NUMBER: ["DCS-7010T"], Role.SERIAL: ["JPE123"]}),
    ],
)  # fmt: skip
def test_what_is_named_is_stated(content: str, expected: dict[Role, list[str]]) -> None:
    assert stated(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        "SN=AB12CD34?MAC=1",
        "SN=",
        "SN=AB 12 CD",
        "SN=http://example.com/x1",
        "serial=<script>1",
        "SN=" + "A1" * 40,
        "serial=\u0410\u04121234",
        "sn:00:0C:42:AA:BB:01",
        "https://example.com/?s=1234567",
        "https://example.com/?tag=spring2024",
        "https://example.com/serial/AB12CD34",
        "https://www.dell.com/support/home/product-support/servicetag/0-aBcDeF123456/overview",
        "https://example.com/?sn=aBcDeF123456",
        "https://example.com/?snapshot=AB12CD34&mode=1",
        "WIFI:T:WPA;S:SN12345678;P:AB12CD34;;",
        "BEGIN:VCARD\nN:Doe\nTEL:12345678\nEND:VCARD",
        "[)>\x1e06\x1d3SPKG12345\x1d25SUN123456789AB12\x1e\x04",
        "Please return SN to sender",
        "{",
        "[[[[" * 2000,
        "0104012345678902" + "21AB12CD34",
    ],
)
def test_what_is_no_serial_is_not_stated(content: str) -> None:
    assert Role.SERIAL not in stated(content)


@pytest.mark.parametrize(
    ("content", "symbology"),
    [
        ("4012345678901", "EAN-13"),
        ("885909950805", "UPC-A"),
        ("4012345678901", "Code 128"),
        ("96385074", "EAN-8"),
        ("04012345678901", "ITF"),
    ],
)
def test_a_product_code_is_never_anything_else(content: str, symbology: str) -> None:
    assert claims(content, symbology) == [Claim(content, Role.OTHER)]


@pytest.mark.parametrize(
    ("content", "meanings"),
    [
        ("SCZ27460ABC", {(Role.SERIAL, "CZ27460ABC"), (None, "SCZ27460ABC")}),
        ("1P868703-B21", {(Role.PART_NUMBER, "868703-B21"), (None, "1P868703-B21")}),
        ("23S000C42AABB01", {(Role.MAC, "00:0C:42:AA:BB:01"), (None, "23S000C42AABB01")}),
        ("1S7X06CTO1WWJ301ABCD",
         {(Role.SERIAL, "J301ABCD"), (Role.PART_NUMBER, "7X06CTO1WW"),
          (None, "1S7X06CTO1WWJ301ABCD")}),
        ("1S7870AC1KQ12345",
         {(Role.SERIAL, "KQ12345"), (Role.PART_NUMBER, "7870AC1"), (None, "1S7870AC1KQ12345")}),
        ("000C42AABB01", {(Role.MAC, "00:0C:42:AA:BB:01"), (None, "000C42AABB01")}),
        ("788A20ABCDEF-Ab3dEf", {(Role.MAC, "78:8A:20:AB:CD:EF")}),
        ("SN-12345", {(None, "SN-12345"), (Role.SERIAL, "N-12345")}),
        ("AB12CD34", {(None, "AB12CD34")}),
        ("https://x.org/serial/AB12CD34", {(None, "serial"), (Role.SERIAL, "AB12CD34")}),
    ],
)  # fmt: skip
def test_what_only_print_can_tell(content: str, meanings: set[tuple[Role | None, str]]) -> None:
    assert perhaps(content) == meanings


def test_an_address_under_an_identifier_for_parts_is_no_part_number() -> None:
    found = claims("[)>\x1e06\x1d30P001C73AABBCC\x1e\x04", "QR Code")
    assert found == [Claim("00:1C:73:AA:BB:CC", Role.MAC, sure=False)]


def test_two_values_side_by_side_are_found_one_by_one_too() -> None:
    assert (None, "TR3717430029") in perhaps("650-067199 TR3717430029")
    assert (None, "AB12CD34") in perhaps("900-1|AB12CD34|7")


@given(st.text(), st.sampled_from(["QR Code", "Code 128", "Data Matrix", "EAN-13", ""]))
def test_no_content_is_too_strange(content: str, symbology: str) -> None:
    for claim in claims(content, symbology):
        if claim.role in {Role.SERIAL, Role.PART_NUMBER, Role.ASSEMBLY, Role.ASSET_TAG}:
            assert is_identifier(claim.value)


PIECES = st.sampled_from(
    ["SN", "serial", "MAC", "model", "=", ":", "&", ";", " ", "://", "?", "/", "AB12CD34", "S",
     "1P", "[)>", "\x1d", "\x1e06", "{", "}", '"', "000C42AABB01", "(21)", "(01)04012345678901"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_mixture_of_dialects_is_too_strange(content: str) -> None:
    for claim in claims(content, "QR Code"):
        if claim.role is Role.SERIAL:
            assert is_identifier(claim.value)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers(), max_size=5))
def test_any_json_object_is_read(data: dict[str, object]) -> None:
    assert len(claims(json.dumps(data), "QR Code")) <= len(data) * 4
