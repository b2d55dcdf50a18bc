"""What the catalog adds to an identification, and what it leaves to a person."""

from dataclasses import replace
from pathlib import Path

import pytest
from catalog_set import LIBRARY, imported

from hwlab_cli import plan
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.identify.device_types import with_types
from hwlab_cli.identify.typed import from_person
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField, State

PRINT = Evidence(EvidenceKind.TEXT, "as it stands there")


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> CatalogTypes:
    """Return the types of the small library."""
    home = tmp_path_factory.mktemp("home")
    imported(home, LIBRARY)
    return CatalogTypes(home)


def read(*proven: str, **fields: str) -> Identification:
    """Return an identification by print, of which so much is proven."""
    evidence = {IdentifiedField(name): [PRINT] for name in fields}
    found = Identification(proven=[IdentifiedField(name) for name in proven], evidence=evidence)
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def kinds(found: Identification, name: IdentifiedField) -> list[EvidenceKind]:
    return [piece.kind for piece in found.evidence[name]]


def test_a_type_that_is_sure_speaks_for_the_model_as_it_was_read(types: CatalogTypes) -> None:
    before = read("manufacturer", "model", manufacturer="Dell", model="PE R720")
    found = with_types(before, types)
    assert found.model == "PE R720"
    assert kinds(found, IdentifiedField.MODEL) == [EvidenceKind.TEXT, EvidenceKind.CATALOG]
    assert found.evidence[IdentifiedField.MODEL][1].text == "Dell PowerEdge R720"
    assert found.proven == before.proven
    assert kinds(before, IdentifiedField.MODEL) == [EvidenceKind.TEXT]
    assert with_types(found, types) == found


@pytest.mark.parametrize("proven", [True, False])
def test_a_part_number_names_model_and_manufacturer_and_proves_them_as_far_as_it_is(
    types: CatalogTypes, proven: bool
) -> None:
    words = ["part_number"] if proven else []
    found = with_types(read(*words, part_number="WS-C3750X-24T-S"), types)
    assert (found.manufacturer, found.model) == ("Cisco", "Catalyst 3750X-24T-S")
    for name in (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL):
        assert kinds(found, name) == [EvidenceKind.CATALOG]
        assert (name in found.proven) is proven
    (op,) = plan.ops_for(found, [], "hold")
    assert op.state is (State.READY if proven else State.HELD)
    # 0.9 for the catalog, of the shares of model and manufacturer; 0.4 of that where unproven.
    assert found.confidence == pytest.approx(0.495 if proven else 0.198, abs=0.006)


def test_a_catalog_proves_nothing_that_was_read_once(types: CatalogTypes) -> None:
    found = with_types(read("manufacturer", manufacturer="Dell", model="PowerEdge R720"), types)
    assert IdentifiedField.MODEL not in found.proven


def test_several_types_that_may_be_meant_are_a_question(types: CatalogTypes) -> None:
    found = read("manufacturer", "model", manufacturer="Cisco", model="C3750X")
    asked = with_types(found, types)
    (question,) = asked.questions
    assert question.startswith("it may be one of these device types (type=1 picks the first")
    assert ": 1. Cisco Catalyst 3750X-" in question
    assert with_types(asked, types) == asked
    (op,) = plan.ops_for(asked, [], "hold")
    assert (op.state, op.reason) == (State.HELD, question)
    answered = from_person({"model": "Catalyst 3750X-24T-S"}, asked)
    assert plan.ops_for(answered, [], "hold")[0].state is State.READY


@pytest.mark.parametrize(
    ("manufacturer", "model"),
    [("HPE", "ProLiant DL380 G8"), ("Juniper", "EX2300-24MP"), ("MikroTik", "RB4011iGS+5HacQ2HnD")],
)
def test_a_model_that_was_read_is_none_of_those_that_only_look_alike(
    types: CatalogTypes, manufacturer: str, model: str
) -> None:
    found = read("manufacturer", "model", manufacturer=manufacturer, model=model)
    assert with_types(found, types) == found


@pytest.mark.parametrize(
    ("manufacturer", "model", "candidate"),
    [
        ("Cisco", "C3750X", "Catalyst 3750X-24T-S"),
        ("Cisco", "WS-C3750X-24", "Catalyst 3750X-24T-S"),
        ("Dell", "PowerEdge R720 xd2", "PowerEdge R720xd"),
        ("Supermicro", "SYS-6029P", "SYS-6029P-TRT"),
    ],
)
def test_a_part_of_a_name_may_be_any_that_has_it(
    types: CatalogTypes, manufacturer: str, model: str, candidate: str
) -> None:
    (question,) = with_types(read(manufacturer=manufacturer, model=model), types).questions
    assert candidate in question


def test_what_the_catalog_does_not_know_stays_as_it_is(types: CatalogTypes, tmp_path: Path) -> None:
    stranger = read("model", manufacturer="Nobody", model="Zzyzx 1")
    assert with_types(stranger, types) == stranger
    nameless = read(manufacturer="Cisco", serial="FDO1234X0AB")
    assert with_types(nameless, types) is nameless
    known = read("model", manufacturer="Dell", model="PowerEdge R720")
    assert with_types(known, CatalogTypes(tmp_path)) == known
    assert list(tmp_path.iterdir()) == []


def test_a_catalog_that_changes_is_read_again(tmp_path: Path) -> None:
    found = read("model", manufacturer="Dell", model="PowerEdge R720")
    assert with_types(found, CatalogTypes(tmp_path)) == found
    imported(tmp_path, LIBRARY)
    assert with_types(found, CatalogTypes(tmp_path)) != found


def test_what_a_person_picked_is_kept_in_the_log_until_they_say_otherwise() -> None:
    picked = replace(from_person({"model": "C3750X"}), as_named=True)
    assert Identification.from_json(picked.to_json()) == picked
    assert plan.body(picked)["as_named"] is True
    assert from_person({"serial": "FDO1234X0AB"}, picked).as_named
    assert not from_person({"model": "C3750X-24"}, picked).as_named
