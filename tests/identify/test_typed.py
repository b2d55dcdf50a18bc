import pytest
from handmade import found, label, seen_once

from hwlab_cli.errors import UsageError
from hwlab_cli.identify.typed import EDITABLE, LONGEST, from_person
from hwlab_cli.model import Category, EvidenceKind, Identification, IdentifiedField


def test_what_is_typed_is_a_persons_word() -> None:
    typed = from_person(
        {
            "manufacturer": "Dell",
            "model": "PowerEdge R640",
            "serial": " 8FJ2XM2 ",
            "asset_tag": "IT-0042",
            "part_number": "0W347K",
            "category": "Server",
            "mac_addresses": "4cd9.8f11.2230, 4C-D9-8F-11-22-31",
        }
    )
    assert typed.fields_to_json() == {
        "manufacturer": "Dell",
        "model": "PowerEdge R640",
        "serial": "8FJ2XM2",
        "asset_tag": "IT-0042",
        "part_number": "0W347K",
        "category": "server",
        "mac_addresses": ["4C:D9:8F:11:22:30", "4C:D9:8F:11:22:31"],
        "u_height": None,
        "specs": {},
        "ai_notes": None,
        "confidence": 1.0,
    }
    assert set(typed.proven) == set(EDITABLE)
    assert {piece.kind for pieces in typed.evidence.values() for piece in pieces} == {
        EvidenceKind.PERSON
    }
    assert typed.recognizer == "person"


@pytest.mark.parametrize("word", ["serial", "Serial", " SERIAL ", "asset-tag", "Asset Tag"])
def test_fields_are_named_as_people_name_them(word: str) -> None:
    name = IdentifiedField(word.strip().lower().replace("-", "_").replace(" ", "_"))
    assert getattr(from_person({word: "AB12CD34"}), name.value) == "AB12CD34"


@pytest.mark.parametrize("word", ["mac", "macs", "mac_addresses", "MAC"])
def test_addresses_have_short_names(word: str) -> None:
    assert from_person({word: "4CD98F112230"}).mac_addresses == ["4C:D9:8F:11:22:30"]


@pytest.mark.parametrize(
    ("word", "value", "said"),
    [
        ("colour", "red", "no such field"),
        ("confidence", "1", "no such field"),
        ("u_height", "1", "no such field"),
        ("category", "toaster", "no such category"),
        ("mac", "00:00:00:00:00:00", "not a device's MAC"),
        ("mac", "01:00:5E:00:00:01", "not a device's MAC"),
        ("mac", "12345", "not a device's MAC"),
        ("serial", "To be filled by O.E.M.", "placeholder"),
        ("serial", "0000000", "placeholder"),
        ("asset_tag", "N/A", "placeholder"),
        ("serial", "AB\x1b[31m12", "control characters"),
        ("model", "R640\u202e", "control characters"),
        ("serial", "A" * 51, "longer than NetBox stores: 51 characters of 50"),
        ("model", "A" * 101, "longer than NetBox stores: 101 characters of 100"),
    ],
)
def test_what_can_t_be_is_refused(word: str, value: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        from_person({word: value})
    assert said in refused.value.message
    assert refused.value.hint
    assert refused.value.exit_code == 2
    assert "\x1b" not in f"{refused.value.message} {refused.value.item}"


@pytest.mark.parametrize("name", LONGEST)
def test_the_longest_that_netbox_stores_is_taken(name: IdentifiedField) -> None:
    longest = "A1" * (LONGEST[name] // 2)
    assert getattr(from_person({name.value: longest}), name.value) == longest


def test_a_model_may_be_named_like_a_placeholder() -> None:
    assert from_person({"model": "Standard"}).model == "Standard"


@pytest.fixture
def seen() -> Identification:
    return found(label("DELL", "Model: E39S Series", "S/N: CZJ1 234567", "P/N: 650-067199"))


def test_what_is_typed_overrides_what_was_seen(seen: Identification) -> None:
    assert any(doubt.startswith("the serial ") for doubt in seen.doubts)
    assert any(doubt.startswith("the model ") for doubt in seen.doubts)
    typed = from_person({"serial": "CZJ1234567", "model": None}, seen)
    assert typed.serial == "CZJ1234567"
    assert IdentifiedField.SERIAL in typed.proven
    assert [piece.kind for piece in typed.evidence[IdentifiedField.SERIAL]] == [EvidenceKind.PERSON]
    assert not any(doubt.startswith("the serial ") for doubt in typed.doubts)
    assert any(doubt.startswith("the model ") for doubt in typed.doubts)
    assert (typed.model, typed.part_number) == (seen.model, seen.part_number)
    assert (typed.confidence or 0) > (seen.confidence or 0)


def test_every_doubt_goes_once_a_person_has_spoken(seen: Identification) -> None:
    typed = from_person({"serial": "CZJ1234567", "model": "PowerEdge R640"}, seen)
    assert typed.doubts == []


@pytest.mark.parametrize(
    ("row", "word", "value"),
    [
        ("Asset Tag: IT-0042", "asset-tag", "IT-0042"),
        ("MAC: 0242AC110002", "mac", "0242AC110002"),
        ("DELL", "maker", "Dell"),
        ("P/N: 650-067199", "Part Number", "650-067199"),
    ],
)
def test_a_doubt_goes_however_its_field_is_called(row: str, word: str, value: str) -> None:
    seen = found(seen_once(row))
    assert len(seen.doubts) == 1
    assert from_person({word: value}, seen).doubts == []


def test_an_empty_text_clears_a_field(seen: Identification) -> None:
    typed = from_person({"part_number": "", "mac": " "}, seen)
    assert (typed.part_number, typed.mac_addresses) == (None, [])
    assert IdentifiedField.PART_NUMBER not in typed.proven
    assert IdentifiedField.PART_NUMBER not in typed.evidence


def test_what_was_seen_stays_as_it_was(seen: Identification) -> None:
    before = seen.to_json()
    from_person({"serial": "X123456", "part_number": "", "category": "server"}, seen)
    assert seen.to_json() == before


def test_a_category_is_one_of_ours() -> None:
    assert from_person({"category": " Mini-PC "}).category is Category.MINI_PC
