"""What the catalog proves of a model's answer, and what it does not, however well it fits."""

from collections.abc import Sequence
from typing import Any

import pytest
from catalog_set import LIBRARY, imported
from catalog_set import types as library
from handmade import barcode, label, seen_once
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tiers import Stage

from hwlab_cli import plan
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.identify.device_types import with_types
from hwlab_cli.identify.label import identify
from hwlab_cli.identify.looked import Looked
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Reading, State

MAKER, MODEL = IdentifiedField.MANUFACTURER, IdentifiedField.MODEL
NUMBER = IdentifiedField.PART_NUMBER
SERIAL = "S/N: FDO1234X0AB"
ONCE = seen_once("P/N: JL253A", SERIAL)
TYPE = "HPE Aruba 2930F-24G-4SFP"


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> CatalogTypes:
    """Return the types of the small library."""
    home = tmp_path_factory.mktemp("home")
    imported(home, LIBRARY)
    return CatalogTypes(home)


def answered(
    types: CatalogTypes, readings: Sequence[Reading], said: dict[str, Any], **settings: Any
) -> Identification:
    """Return what comes of a model's answer."""
    embedded = with_types(identify(readings), types)
    tiers = Stage(desk=said).tiers("desk", **settings)
    return tiers.identify(Looked((), tuple(readings), embedded), types=types).found


def by_catalog(found: Identification, name: IdentifiedField) -> list[str]:
    return [one.text for one in found.evidence.get(name, []) if one.kind is EvidenceKind.CATALOG]


def test_a_part_number_that_a_model_proves_proves_the_model_that_it_names(
    types: CatalogTypes,
) -> None:
    unproven = with_types(identify(ONCE), types)
    assert MODEL not in unproven.proven
    found = answered(
        types,
        ONCE,
        {
            "manufacturer": "Hewlett Packard Enterprise",
            "model": "Aruba 2930F-24G-4SFP",
            "part_number": "JL253A",
            "serial": "FDO1234X0AB",
        },
    )
    assert {MAKER, MODEL, NUMBER} <= set(found.proven)
    assert by_catalog(found, MODEL) == [TYPE]
    assert plan.ops_for(found, [], "hold")[0].state is State.READY
    assert not [one for one in found.doubts if one.startswith(("the model ", "the manufacturer "))]


def test_a_name_that_only_a_model_has_for_a_part_number_in_a_barcode(types: CatalogTypes) -> None:
    said = {"manufacturer": "HPE", "model": "2930F-24G-4SFP"}
    readings = [barcode("JL253A", 0, 30), *seen_once("P/N: JL253A", SERIAL)]
    found = answered(types, readings, said)
    assert {MAKER, MODEL} <= set(found.proven)
    assert by_catalog(found, MODEL) == [TYPE]


def test_one_look_is_evidence_and_no_proof(types: CatalogTypes) -> None:
    found = answered(types, ONCE, {"manufacturer": "HPE", "model": "Aruba 2930F-24G-4SFP"})
    assert by_catalog(found, MODEL) == [TYPE]
    assert not {MAKER, MODEL, NUMBER} & set(found.proven)


@pytest.mark.parametrize(
    "said",
    [
        {"manufacturer": "Dell", "model": "PowerEdge R720"},
        {"manufacturer": "HPE", "model": "Aruba 2930F-24G-4SFP"},
        {
            "manufacturer": "HPE",
            "model": "Aruba 2930F-24G-4SFP",
            "part_number": "JL253A",
        },
        {"manufacturer": "HPE", "part_number": "JL253A"},
        {"model": "JL253A"},
    ],
)
def test_an_answer_that_is_in_the_catalog_and_not_on_the_photos_proves_nothing(
    types: CatalogTypes, said: dict[str, Any]
) -> None:
    found = answered(types, label(SERIAL), said)
    assert set(found.proven) == {IdentifiedField.SERIAL}
    if said.get("model"):
        assert by_catalog(found, MODEL) == []
    assert plan.ops_for(found, [], "hold")[0].state is State.HELD


def test_another_model_than_the_part_numbers_is_told_and_not_believed(types: CatalogTypes) -> None:
    said = {
        "manufacturer": "HPE",
        "model": "Aruba 2930F-24G-PoE+-4SFP",
        "part_number": "JL253A",
        "serial": "FDO1234X0AB",
    }
    found = answered(types, ONCE, said)
    assert NUMBER in found.proven
    assert (found.model, MODEL in found.proven) == ("Aruba 2930F-24G-4SFP", True)
    assert found.doubts == [
        "the model may be 2930F-24G-PoE+-4SFP, which only the vision model says"
    ]
    proven = answered(types, label("P/N: JL253A", SERIAL), said)
    assert proven.model == "Aruba 2930F-24G-4SFP"
    (doubt,) = proven.doubts
    assert doubt == (
        "the model is not 2930F-24G-PoE+-4SFP, as the vision model says: "
        "by its part number it is Aruba 2930F-24G-4SFP"
    )


def test_a_shorter_name_of_the_same_is_no_other_thing(types: CatalogTypes) -> None:
    said = {"manufacturer": "HPE", "model": "2930F-24G", "category": "switch", "u_height": 1}
    found = answered(types, label("P/N: JL253A", SERIAL), said)
    assert (found.model, found.u_height, found.doubts) == ("Aruba 2930F-24G-4SFP", 1, [])
    assert found.category == "switch"


def test_another_manufacturer_than_the_part_numbers_is_not_believed(types: CatalogTypes) -> None:
    said = {"manufacturer": "Juniper", "model": "EX2300-24T", "part_number": "JL253A"}
    found = answered(types, ONCE, said)
    assert (found.manufacturer, found.model) == ("HPE", "Aruba 2930F-24G-4SFP")
    assert any("Juniper" in one for one in found.doubts)
    assert any("EX2300-24T" in one for one in found.doubts)


def test_a_short_number_is_no_types_by_a_maker_that_only_a_model_says(types: CatalogTypes) -> None:
    readings = label("P/N: 7X06", SERIAL)  # too short to tell whose it is
    assert NUMBER in identify(readings).proven
    found = answered(types, readings, {"manufacturer": "Lenovo"})
    assert (found.manufacturer, found.model) == ("Lenovo", "ThinkSystem SR650")
    assert not {MAKER, MODEL} & set(found.proven)
    printed = answered(types, [*readings, *label("", "", "LENOVO")], {"manufacturer": "Lenovo"})
    assert {MAKER, MODEL} <= set(printed.proven)


def test_what_stands_there_as_the_part_number_is_the_model_where_the_catalog_says_so(
    types: CatalogTypes,
) -> None:
    readings = label("CISCO", "P/N: WS-C3750X-24T-S", SERIAL)
    alone = identify(readings)
    assert (alone.model, MODEL in alone.proven) == ("WS-C3750X-24T-S", False)
    found = with_types(alone, types)
    assert (found.model, MODEL in found.proven) == ("WS-C3750X-24T-S", True)
    assert found.doubts == []


def test_a_part_number_that_a_model_makes_up_opens_no_question(types: CatalogTypes) -> None:
    readings = label("DELL", "PowerEdge R720", "S/N: ABC1D23")
    found = answered(types, readings, {"model": "PowerEdge R720", "part_number": "JL253A"})
    assert found.questions == []
    assert by_catalog(found, MODEL) == ["Dell PowerEdge R720"]


def test_an_answer_that_the_catalog_bears_out_is_good_enough(types: CatalogTypes) -> None:
    said = {
        "manufacturer": "HPE",
        "model": "Aruba 2930F-24G-4SFP",
        "part_number": "JL253A",
        "serial": "FDO1234X0AB",
    }
    stage = Stage(small=said, big=said)
    embedded = with_types(identify(ONCE), types)
    tiers = stage.tiers("small", "big", good_enough=0.9)
    found = tiers.identify(Looked((), tuple(ONCE), embedded), types=types).found
    assert (stage.asked("small"), stage.asked("big")) == (1, 0)
    assert found.asked[0]["confidence"] == found.confidence
    assert "model" in found.asked[0]["proven"]


NAMES = st.sampled_from(
    sorted({(one.manufacturer, one.model, one.part_number) for one in library()})
)
WORD = st.one_of(st.none(), NAMES.map(lambda names: names[0]))


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES, WORD, st.booleans())
def test_no_answer_proves_a_name_by_the_catalog_alone(
    types: CatalogTypes,
    one: tuple[str, str, str],
    other: tuple[str, str, str],
    maker: str | None,
    once: bool,
) -> None:
    said = {"manufacturer": maker, "model": one[1], "part_number": other[2] or None}
    readings = label(SERIAL) + (seen_once("", "", other[1]) if once else [])
    found = answered(types, readings, said)
    assert not {MAKER, MODEL} & set(found.proven)
    assert with_types(found, types).proven == found.proven
