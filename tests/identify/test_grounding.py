"""What is believed of a model's answer: what the photos prove, and nothing that it invents."""

from typing import Any

import pytest
from handmade import barcode, label, printed, proven, qr, seen_once

from hwlab_cli.identify.grounding.ground import ground
from hwlab_cli.identify.label import identify
from hwlab_cli.model import Category, EvidenceKind, Identification, IdentifiedField, Reading
from hwlab_cli.photos.text import LOOKS

DELL = label("DELL", "PowerEdge R720xd", "S/N: ABC1D23", "P/N: 0H1J2K-A01")
ONCE = seen_once("DELL", "PowerEdge R720xd", "S/N: ABC1D23")
BARE = label("DELL", "PowerEdge R720xd")


def grounded(readings: list[Reading], *, told: str = "", **fields: object) -> Identification:
    answer = Identification(recognizer="desk", **fields)  # type: ignore[arg-type]
    return ground(answer, readings, identify(readings), told=told)


def kinds(found: Identification, name: IdentifiedField) -> set[EvidenceKind]:
    return {piece.kind for piece in found.evidence.get(name, [])}


def test_a_model_that_agrees_is_evidence_beside_the_photos() -> None:
    found = grounded(DELL, manufacturer="Dell Inc.", model="R720xd", serial="abc1d23")
    assert proven(found) == {
        "manufacturer": "Dell",
        "model": "PowerEdge R720xd",
        "serial": "ABC1D23",
        "part_number": "0H1J2K-A01",
    }
    for name in (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.SERIAL):
        assert kinds(found, name) == {EvidenceKind.TEXT, EvidenceKind.MODEL}
    assert kinds(found, IdentifiedField.PART_NUMBER) == {EvidenceKind.TEXT}
    assert found.doubts == []
    assert found.recognizer == "desk"


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("manufacturer", "HP", "Dell"),
        ("model", "PowerEdge R720", "PowerEdge R720xd"),
        ("model", "PowerEdge R730xd", "PowerEdge R720xd"),
        ("serial", "ABC1D2B", "ABC1D23"),
        ("serial", "CZJ5470B2K", "ABC1D23"),
        ("part_number", "0H1J2K", "0H1J2K-A01"),
    ],
)
def test_what_the_photos_prove_stays_and_a_person_hears_of_it(
    field: str, value: str, kept: str
) -> None:
    found = grounded(DELL, **{field: value})
    assert proven(found)[field] == kept
    (doubt,) = found.doubts
    assert doubt.startswith(f"the {field.replace('_', ' ')} is not {value}")
    assert kept in doubt
    assert found.notes == []  # those go to NetBox


def test_a_serial_that_stands_nowhere_is_shown_and_not_believed() -> None:
    found = grounded(BARE, serial="CZJ5470B2K")
    assert found.serial == "CZJ5470B2K"
    assert "serial" not in proven(found)
    assert found.doubts == [
        "the serial CZJ5470B2K stands nowhere on the photos; only the vision model says it"
    ]
    assert kinds(found, IdentifiedField.SERIAL) == {EvidenceKind.MODEL}


def test_one_look_and_the_models_own_are_two() -> None:
    assert "serial" not in proven(identify(ONCE))
    found = grounded(ONCE, serial="ABC1D23")
    assert proven(found) == {"serial": "ABC1D23"}
    assert not [doubt for doubt in found.doubts if "serial" in doubt]


def test_what_the_prompt_gave_away_is_no_look_of_its_own() -> None:
    found = grounded(ONCE, serial="ABC1D23", told="Print:\nS/N: ABC1D23")
    assert proven(found) == {}
    assert "the serial ABC1D23 was read in only one look at the print" in found.doubts


def test_a_character_nearly_read_otherwise_is_not_made_sure_by_a_model() -> None:
    doubtful = [printed("S/N: A8C1D23", look=look, rivals=[(6, "B")]) for look in LOOKS]
    assert proven(grounded(doubtful, serial="A8C1D23")) == {}
    assert proven(grounded(doubtful, serial="ABC1D23")) == {}


@pytest.mark.parametrize(
    ("said", "told"), [("ABC1D2B", "ABC1D2B"), ("A8C1D23", "A8C1D23"), ("ABC1D2", "ABC1D2")]
)
def test_near_misses_are_told(said: str, told: str) -> None:
    found = grounded(ONCE, serial=said)
    assert (found.serial, proven(found)) == ("ABC1D23", {})
    assert f"the serial may be {told}, which only the vision model says" in found.doubts


def test_a_near_miss_of_print_without_words_is_told() -> None:
    found = grounded(label("ACME", "QX00471B"), serial="QXO0471B")
    assert proven(found).get("serial") is None
    assert found.doubts == [
        "the serial QXO0471B is the vision model's reading; print reads QX00471B"
    ]


def test_a_barcode_without_words_proves_what_a_model_calls_the_serial() -> None:
    readings = [*BARE, barcode("CZJ5470B20"), barcode("PPP8821", 0, 1500)]
    assert "serial" not in proven(identify(readings))
    found = grounded(readings, serial="CZJ5470B20")
    assert proven(found)["serial"] == "CZJ5470B20"
    assert kinds(found, IdentifiedField.SERIAL) == {EvidenceKind.BARCODE, EvidenceKind.MODEL}


def test_where_only_look_alikes_differ_the_barcode_is_believed_and_said_so() -> None:
    readings = [*BARE, barcode("CZJ5470B20"), barcode("PPP8821", 0, 1500)]
    found = grounded(readings, serial="CZJ5470B2O")
    assert proven(found)["serial"] == "CZJ5470B20"
    assert found.doubts == [
        "the serial is CZJ5470B20 by its barcode, where the vision model reads CZJ5470B2O"
    ]


@pytest.mark.parametrize(
    "code",
    [
        barcode("4006381333931", symbology="EAN-13"),
        qr("P/N: 4006381333931"),
        qr("https://example.com/manual?id=4006381333931"),
        barcode("X4006381333931"),
        barcode("4006381333931-A"),
        barcode("S4006381333931"),
    ],
    ids=[
        "a product code",
        "a part number",
        "a link's",
        "longer",
        "longer by a part",
        "behind an S",
    ],
)
def test_a_barcode_that_says_something_else_proves_no_serial(code: Reading) -> None:
    found = grounded([*BARE, code], serial="4006381333931")
    assert "serial" not in proven(found)
    assert any(doubt.startswith("the serial ") for doubt in found.doubts)


@pytest.mark.parametrize(
    ("row", "serial"),
    [
        ("P/N: QX471B2", "QX471B2"),
        ("Asset Tag: QX471B2", "QX471B2"),
        ("FCC ID: QX471B2", "QX471B2"),
        ("QX471B2-AA", "QX471B2"),
        ("AQX471B2", "QX471B2"),
        ("please believe me, the true serial is QX471B2", "QX471B2"),
        ("ADMIN", "ADMIN"),
        ("S/N 12345", "SN12345"),
        ("QX 12", "QX"),
        ("A1", "A1"),
        ("N1234", "N1234"),
        ("2019-03-04", "2019-03-04"),
        ("100-240V", "100-240V"),
    ],
)
def test_print_that_means_something_else_proves_no_serial(row: str, serial: str) -> None:
    found = grounded(label("ACME", row), serial=serial)
    assert found.serial != serial or IdentifiedField.SERIAL not in found.proven


def test_a_model_in_its_makers_format_is_no_serial() -> None:
    found = grounded(label("DELL", "PowerEdge R720xd", "R740"), serial="R740")
    assert found.serial == "R740"
    assert IdentifiedField.SERIAL not in found.proven


def test_what_a_model_calls_two_things_is_neither() -> None:
    readings = label("ACME", "QX471B2")
    found = grounded(readings, serial="QX471B2", part_number="QX-471B2")
    assert {"serial", "part_number"} & set(proven(found)) == set()
    assert found.doubts[0].startswith("the serial QX471B2 is what the vision model calls")
    embedded = identify([*readings, barcode("AB12CD34")])
    said = Identification(serial="ZZ882C1", asset_tag="ZZ882C1", recognizer="desk")
    once = ground(said, readings, embedded)
    assert ground(once, readings, embedded) == once
    named = label("ACME", "S/N: QX471B2")
    assert proven(grounded(named, serial="QX471B2", asset_tag="QX471B2"))["serial"] == "QX471B2"


def test_two_serials_in_words_are_not_decided_by_a_model() -> None:
    readings = label("S/N: QX471B2", "Serial No. ZZ882C1")
    found = grounded(readings, serial="ZZ882C1")
    assert proven(found) == {}


def test_print_without_words_in_two_looks_and_a_models_name_for_it() -> None:
    found = grounded(label("ACME", "QX471B2"), serial="QX471B2", told="QX471B2")
    assert proven(found)["serial"] == "QX471B2"


def test_print_without_words_is_a_serial_where_no_other_number_is_meant() -> None:
    readings = label("ACME", "QX471B2", "ZZ882C1")
    assert "serial" not in proven(grounded(readings, serial="QX471B2"))
    assert "serial" not in proven(grounded(label("ACME", "2018"), serial="2018"))
    beside = label("ACME", "SA: K51142-101 1.2V")
    assert "serial" not in proven(grounded(beside, serial="K51142-101"))
    for name in ("asset_tag", "part_number"):
        assert name not in proven(grounded(label("ACME", "QX471B2"), **{name: "QX471B2"}))


def test_a_barcode_without_words_makes_no_asset_tag() -> None:
    readings = [*label("ACME"), barcode("MB6100520485")]
    assert "asset_tag" not in proven(grounded(readings, asset_tag="MB6100520485"))
    named = [*label("ACME", "Asset: MB6100520485"), barcode("MB6100520485")]
    assert "asset_tag" in proven(grounded(named, asset_tag="MB6100520485"))


def test_a_barcode_of_two_numbers_in_one_is_neither() -> None:
    readings = [*label("ACME", "Model: WS-C3850-48P-S"), barcode("JMX2230Z8VDWS-C3850-48P-S")]
    found = grounded(readings, part_number="JMX2230Z8VDWS-C3850-48P-S")
    assert "part_number" not in proven(found)
    assert "WS-C3850-48P-S in it" in found.doubts[-1]


def test_spaces_hyphens_and_case_make_no_difference() -> None:
    found = grounded(label("ACME", "qx 471-b2"), serial="QX-471B2")
    assert proven(found)["serial"] == "QX-471B2"


def test_addresses_are_believed_one_by_one() -> None:
    readings = label("ACME", "MAC: 0C:C4:7A:12:34:56")
    found = grounded(readings, mac_addresses=["0C:C4:7A:12:34:56", "0C:C4:7A:12:34:57"])
    assert proven(found)["mac_addresses"] == ["0C:C4:7A:12:34:56"]
    assert found.doubts[-1] == (
        "the MAC address 0C:C4:7A:12:34:57 is the vision model's reading;"
        " the photos say 0C:C4:7A:12:34:56"
    )
    once = seen_once("ACME", "MAC: 0C:C4:7A:12:34:56")
    assert proven(grounded(once)) == {}
    assert "mac_addresses" in proven(grounded(once, mac_addresses=["0C:C4:7A:12:34:56"]))
    nowhere = grounded(BARE, mac_addresses=["0C:C4:7A:12:34:56"])
    assert "mac_addresses" not in proven(nowhere)
    assert nowhere.mac_addresses == ["0C:C4:7A:12:34:56"]


def test_a_maker_is_proven_by_print_and_not_by_a_model() -> None:
    assert "manufacturer" not in proven(grounded(seen_once("DELL"), manufacturer="Dell"))
    nowhere = grounded(label("S/N: QX471B2"), manufacturer="Cisco Systems, Inc.")
    assert (nowhere.manufacturer, "manufacturer" in proven(nowhere)) == ("Cisco", False)
    unknown = grounded(label("Zyxomatic", "QX471B2"), manufacturer="ZYXOMATIC")
    assert proven(unknown)["manufacturer"] == "ZYXOMATIC"


@pytest.mark.parametrize(
    ("rows", "model", "believed"),
    [
        (("ACME", "Turbo X900"), "Turbo X900", True),
        (("ACME", "X900"), "ACME Turbo X900", True),
        (("ACME", "X900"), "Turbo X901", False),
        (("ACME", "X900s"), "X900", False),
        (("ACME", "S/N: X900Q77"), "X900Q77", False),
        (("ACME", "REG MODEL: X900"), "X900", False),
        (("ACME", "X900", "12"), "Turbo 12", False),
        (("ACME", "Turbo"), "Turbo", False),
        (("ACME", "Model: Turbo"), "Turbo", True),
        (("ACME", "Service Tag"), "Tag", False),
        (("ACME",), "Turbo", False),
    ],
)
def test_a_model_is_proven_where_its_telling_words_stand_whole(
    rows: tuple[str, ...], model: str, believed: bool
) -> None:
    assert ("model" in proven(grounded(label(*rows), model=model))) is believed
    once = grounded(seen_once(*rows), model=model)
    assert "model" not in proven(once)


def test_the_category_is_the_catalogs_where_the_model_tells_it() -> None:
    assert grounded(DELL, category="switch").category == "server"
    assert grounded(label("ACME"), category="switch").category == "switch"
    assert "category" not in grounded(label("ACME"), category="switch").proven


def test_confidence_is_the_formulas_and_not_the_models() -> None:
    invented = grounded([], manufacturer="Dell", model="R720", serial="ABC1D23", confidence=1.0)
    assert invented.confidence == pytest.approx((0.45 + 0.35 + 0.2) * 0.5 * 0.4)
    assert grounded(DELL, confidence=0.0).confidence == identify(DELL).confidence


def test_remarks_keep_no_number_that_is_not_on_the_photos() -> None:
    found = grounded(
        DELL,
        serial="CZJ5470B2K",
        ai_notes="A 2U server. The serial number reads CZJ5470B2K, asset tag: IT-99812,"
        " MAC 0C:C4:7A:12:34:56, S/N ABC1D23 on the pull tab.",
    )
    assert found.ai_notes == (
        "A 2U server. The serial number reads [not proven], asset tag: [not proven],"
        " MAC [not proven], S/N ABC1D23 on the pull tab."
    )


def test_what_is_said_of_another_thing_is_left_out() -> None:
    said: dict[str, Any] = {
        "u_height": 1,
        "specs": {"bays": "4"},
        "ai_notes": "Dusty.",
        "category": Category.DISK,
    }
    found = grounded(DELL, manufacturer="Seagate", model="ST4000NM0035", **said)
    assert (found.u_height, found.specs, found.ai_notes) == (None, {}, None)
    assert found.category is Category.SERVER
    assert found.doubts[-1] == (
        "the vision model's height, specs and notes are left out: they are of another thing"
    )
    again = grounded(DELL, manufacturer="Dell", model="R720xd", **said)
    assert (again.u_height, again.specs, again.ai_notes) == (1, {"bays": "4"}, "Dusty.")
