"""Whole labels, as the makers print them, and what is made of each."""

import tomllib
from pathlib import Path

import pytest
from handmade import barcode, found, label, printed, proven, qr, seen_once

from hwlab_cli.identify.label import NAME
from hwlab_cli.model import Category, EvidenceKind, IdentifiedField, Reading

LABELS = tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
READ_OFF = {EvidenceKind.BARCODE, EvidenceKind.TEXT}


def readings_of(name: str) -> list[Reading]:
    entry = LABELS[name]
    readings = label(*(row.split("|") for row in entry.get("rows", [])))
    readings += seen_once(*(["", row] for row in entry.get("once", [])))
    for code in entry.get("codes", []):
        symbology, _, content = code.partition(": ")
        readings.append(barcode(content, symbology=symbology))
    return readings


@pytest.mark.parametrize("name", LABELS)
def test_a_label_proves_what_it_says_and_no_more(name: str) -> None:
    identification = found(readings_of(name))
    assert proven(identification) == LABELS[name]["proven"]
    assert identification.notes == []
    assert identification.recognizer == NAME


@pytest.mark.parametrize("name", LABELS)
def test_every_value_has_its_evidence(name: str) -> None:
    identification = found(readings_of(name))
    values = identification.fields_to_json()
    for field in set(IdentifiedField) - {IdentifiedField.U_HEIGHT}:
        assert bool(values[field.value]) == bool(identification.evidence.get(field)), field
    read = {(one.text, one.box) for one in readings_of(name)}
    for field in set(IdentifiedField) - {IdentifiedField.MANUFACTURER, IdentifiedField.CATEGORY}:
        for piece in identification.evidence.get(field, []):
            assert piece.kind in READ_OFF
            assert (piece.text, piece.box) in read
            assert piece.photo == "label.jpg"


@pytest.mark.parametrize("name", LABELS)
def test_every_value_that_is_not_proven_has_its_doubt(name: str) -> None:
    # Each look alone proves nothing that only print says.
    once = [one for one in readings_of(name) if one.look in {"", "close"}]
    identification = found(once)
    for field in (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.SERIAL):
        value = getattr(identification, field.value)
        doubts = [
            doubt
            for doubt in identification.doubts
            if doubt.startswith(f"the {field.value} {value} ")
        ]
        assert len(doubts) == bool(value and field not in identification.proven)


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Dell server", Category.SERVER),
        ("Dell notebook", Category.LAPTOP),
        ("Cisco switch", Category.SWITCH),
        ("Samsung memory", Category.MEMORY),
        ("Western Digital", Category.DISK),
        ("Eaton in French", Category.UPS),
        ("Raritan, joined by &", Category.PDU),
        ("Raspberry Pi", Category.SBC),
        ("iiyama in French", Category.MONITOR),
        ("a workstation with its owner's sticker", Category.WORKSTATION),
    ],
)
def test_the_category_follows_the_model_and_is_as_sure(name: str, category: Category) -> None:
    identification = found(readings_of(name))
    assert identification.category is category
    assert IdentifiedField.CATEGORY in identification.proven
    once = found([one for one in readings_of(name) if one.look in {"", "close"}])
    assert IdentifiedField.CATEGORY not in once.proven


def test_a_category_by_words_is_never_proven() -> None:
    identification = found(label("DELL", "Model: Unheard-Of 1", "Rack Server"))
    assert identification.category is Category.SERVER
    assert IdentifiedField.MODEL in identification.proven
    assert IdentifiedField.CATEGORY not in identification.proven


def test_a_component_on_the_label_does_not_prove_the_category() -> None:
    identification = found(label("DELL", "Model: Unheard-Of 1", "PowerEdge R640 compatible rails"))
    assert identification.model == "Unheard-Of 1"
    assert IdentifiedField.CATEGORY not in identification.proven


@pytest.mark.parametrize("symbology", ["EAN-13", "Code 128", "QR Code"])
@pytest.mark.parametrize(
    "words", [[], [printed("Serial No.")], label("S/N"), label("4 012345 678901")]
)
def test_a_product_code_is_never_a_serial(words: list[Reading], symbology: str) -> None:
    identification = found(words, barcode("4012345678901", 0, 30, symbology=symbology))
    assert identification.serial is None


@pytest.mark.parametrize(
    ("readings", "dropped"),
    [
        (label("S/N: To be filled by O.E.M."), "S/N To be filled by O.E.M."),
        (label("S/N: T0 be fi11ed by 0.E.M."), "S/N T0 be fi11ed by 0.E.M."),
        (label("Serial Number: Default string"), "Serial Number Default string"),
        ([printed("S/N"), printed("Default string", 0, 28)], "S/N Default string"),
        (label("S/N: 0123456789"), "S/N 0123456789"),
        (label("Asset Tag: No Asset Tag"), "Asset Tag No Asset Tag"),
        (label("MAC: 00:00:00:00:00:00"), "MAC 00:00:00:00:00:00"),
        ([qr("SN=0123456789&MODEL=R640")], "0123456789"),
    ],
)
def test_placeholders_are_dropped_with_a_note(readings: list[Reading], dropped: str) -> None:
    identification = found(readings)
    assert (identification.serial, identification.asset_tag) == (None, None)
    assert identification.mac_addresses == []
    assert identification.notes == [f"“{dropped}” is a placeholder and was dropped"]


def test_nothing_read_is_nothing_said() -> None:
    identification = found()
    assert not any(identification.fields_to_json().values())
    assert (identification.proven, identification.doubts, identification.notes) == ([], [], [])
    assert identification.confidence == 0.0


def test_two_photos_of_one_device_say_more_than_each() -> None:
    front = seen_once("DELL", "PowerEdge R640", photo="front.jpg")
    rear = [*seen_once("DELL", "S/N: 8FJ2XM2", photo="rear.jpg"), barcode("8FJ2XM2", photo="rear")]
    both = found(front, rear)
    assert (both.manufacturer, both.model, both.serial) == ("Dell", "PowerEdge R640", "8FJ2XM2")
    assert set(both.proven) == {IdentifiedField.MANUFACTURER, IdentifiedField.SERIAL}
    again = found(front, rear, seen_once("Dell PowerEdge R640", photo="side.jpg"))
    assert IdentifiedField.MODEL in again.proven


def test_values_keep_the_text_as_printed() -> None:
    for text in ("0012345", "1E10234", "12345678901234567890123", "0001.2345.6789"):
        assert found(label(f"S/N: {text}")).serial == text
        assert found(qr(f'{{"serial": "{text}"}}')).serial == text
