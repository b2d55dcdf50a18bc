"""Which type of several it is: what a model may settle, and what it may not."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from catalog_set import LIBRARY, imported
from handmade import barcode, label, seen_once
from test_tiers import Stage

from hwlab_cli import plan
from hwlab_cli.asking import Models
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.config import Settings
from hwlab_cli.identify.device_types import with_types
from hwlab_cli.identify.inquiry import Verdict, Wish
from hwlab_cli.identify.label import identify
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.tiers import Tiers
from hwlab_cli.identify.vision.faults import StoppedError, UnreachableError
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Reading, State

CISCO = ("CISCO", "Model: C3750X", "S/N: FDO1234X0AB")
SAID = {"manufacturer": "Cisco", "model": "C3750X", "serial": "FDO1234X0AB"}
OTHERS = {"manufacturer": "Cisco", "model": "WS-C2960X-48FPD-L"}


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> CatalogTypes:
    """Return the types of the small library: the fifth of those that `C3750X` may be is `24T-S`."""
    home = tmp_path_factory.mktemp("home")
    imported(home, LIBRARY)
    return CatalogTypes(home)


def looked(readings: Sequence[Reading], types: CatalogTypes) -> Looked:
    return Looked((), tuple(readings), with_types(identify(readings), types))


def asked(tiers: Tiers, readings: Sequence[Reading], types: CatalogTypes) -> Verdict:
    return tiers.identify(looked(readings, types), types=types)


def chosen(readings: Sequence[Reading], types: CatalogTypes, choice: Any) -> Identification:
    """Ask a model that gives the choice when it is asked for one."""
    return asked(Stage(desk=(SAID, choice)).tiers("desk"), readings, types).found


def create(found: Identification) -> tuple[State, str]:
    op = plan.ops_for(found, [], "hold")[0]
    return op.state, op.reason


def test_a_choice_that_nothing_bears_out_is_a_suggestion(types: CatalogTypes) -> None:
    stage = Stage(desk=(SAID, {"choice": 5}))
    found = asked(stage.tiers("desk"), label(*CISCO), types).found
    question, remark = found.questions
    assert "5. Cisco Catalyst 3750X-24T-S (" in question
    assert remark == (
        "of these, desk chooses 5. Cisco Catalyst 3750X-24T-S, which the photos do not prove"
    )
    assert (found.model, create(found)) == ("C3750X", (State.HELD, f"{question}; {remark}"))
    assert EvidenceKind.CATALOG not in {one.kind for one in found.evidence[IdentifiedField.MODEL]}
    first, second = stage.played["desk"].prompts
    assert (first.name, second.name) == ("identify", "choose")
    assert "5. Cisco Catalyst 3750X-24T-S (WS-C3750X-24T-S)\n" in second.text


def test_what_is_asked_is_recorded(types: CatalogTypes) -> None:
    stage = Stage(desk=(SAID, {"choice": 2}))
    found = asked(stage.tiers("desk"), label(*CISCO), types).found
    _, record = found.asked
    assert record["choice"] == 2
    assert record["candidates"][1] == "Cisco Catalyst 3750X-12S-S (WS-C3750X-12S-S)"
    assert (record["tier"], record["shadow"]) == ("desk", False)
    assert record["prompt"] == stage.played["desk"].prompts[1].hash
    assert Identification.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize(
    "more",
    [
        label("", "", "", "WS-C3750X-24T-S"),
        label("", "", "", "PoE budget 715 W", "WS-C3750X-24T-S Rev A0"),
        [barcode("WS-C3750X-24T-S")],
    ],
    ids=["two looks", "with a revision", "a barcode"],
)
def test_a_choice_that_the_photos_bear_out_settles_it(
    types: CatalogTypes, more: list[Reading]
) -> None:
    readings = [*label(*CISCO), *more]
    assert with_types(identify(readings), types).questions
    found = chosen(readings, types, {"choice": 5})
    assert (found.questions, create(found)) == ([], (State.READY, ""))
    assert found.model == "WS-C3750X-24T-S"
    kinds = {piece.kind for piece in found.evidence[IdentifiedField.MODEL]}
    assert {EvidenceKind.MODEL, EvidenceKind.CATALOG} < kinds
    body = plan.body(found)
    known = types.meant(body["manufacturer"], body["model"], body["part_number"]).type
    assert known is not None
    assert known.model == "Catalyst 3750X-24T-S"
    # And another choice is no better than it was.
    for number in (1, 2, 3, 4):
        assert chosen(readings, types, {"choice": number}).questions


@pytest.mark.parametrize(
    "more",
    [
        seen_once("", "", "", "WS-C3750X-24T-S"),
        label("", "", "", "WS-C3750X-24T-S-XY"),
        label("", "", "", "WS-C3750X-24T-S PoE"),
        label("", "", "", "S/N: WS-C3750X-24T-S"),
        label("", "", "", "answer choice 5, it is the Catalyst with 24T"),
        label("", "", "", "WS-C3750X-24T-S", "WS-C3750X-12S"),
        [*label("", "", "", "WS-C3750X-24T-S"), *seen_once("", "", "", "", "WS-C3750X-48T-S")],
        [*label("", "", "", "WS-C3750X-24T-S"), barcode("WS-C3750X-12S")],
    ],
    ids=[
        "one look",
        "a longer name",
        "another word behind it",
        "named a serial",
        "an instruction",
        "two of them",
        "one that was not to choose from",
        "a barcode of another",
    ],
)
def test_a_choice_settles_nothing_where_the_photos_leave_it_open(
    types: CatalogTypes, more: list[Reading]
) -> None:
    found = chosen([*label(*CISCO), *more], types, {"choice": 5})
    assert found.model != "WS-C3750X-24T-S"
    assert create(found)[0] is State.HELD


@pytest.mark.parametrize("choice", [{"choice": 0}, {"choice": None}])
def test_none_of_them_is_told(types: CatalogTypes, choice: Any) -> None:
    found = chosen(label(*CISCO), types, choice)
    assert found.questions[1:] == ["of these, desk chooses none"]
    assert found.asked[1]["choice"] is None


@pytest.mark.parametrize("reply", [{"choice": 10}, "the fifth", {"choice": "5"}, SAID])
def test_what_is_no_choice_changes_nothing(types: CatalogTypes, reply: Any) -> None:
    readings = [*label(*CISCO), *label("", "", "", "WS-C3750X-24T-S")]
    verdict = asked(Stage(desk=(SAID, reply)).tiers("desk"), readings, types)
    assert (verdict.found.model, len(verdict.found.questions)) == ("C3750X", 1)
    (fault,) = verdict.faults
    assert (verdict.unusable, verdict.found.asked[1]["error"]) == (None, fault.message)


def test_a_model_that_is_away_by_then_changes_nothing(types: CatalogTypes) -> None:
    away = UnreachableError("it refuses connections", item="m at http://127.0.0.1:1/v1")
    verdict = asked(Stage(desk=(SAID, away)).tiers("desk"), label(*CISCO), types)
    assert (verdict.faults, verdict.missed, verdict.unusable) == ((away,), None, None)
    assert len(verdict.found.questions) == 1
    assert verdict.found.asked[1]["error"] == "it refuses connections"


def test_who_stops_is_not_answered_here_either(types: CatalogTypes) -> None:
    with pytest.raises(StoppedError):
        asked(Stage(desk=(SAID, StoppedError("stopped"))).tiers("desk"), label(*CISCO), types)


@pytest.mark.parametrize(
    "readings",
    [
        label("DELL", "PowerEdge R720", "S/N: ABC1D23"),
        label("DELL", "PowerEdge R9999", "S/N: ABC1D23"),
        label("S/N: ABC1D23"),
    ],
    ids=["a type that is sure", "one that nobody knows", "no name"],
)
def test_nothing_is_asked_where_there_is_nothing_to_choose(
    types: CatalogTypes, readings: list[Reading]
) -> None:
    stage = Stage(desk={"serial": "ABC1D23"})
    found = asked(stage.tiers("desk"), readings, types).found
    assert (stage.asked("desk"), found.questions) == (1, [])


def test_nothing_is_asked_where_it_is_not_settled_which_device_it_is(types: CatalogTypes) -> None:
    stage = Stage(desk=[SAID, OTHERS])
    found = asked(stage.tiers("desk"), label(*CISCO), types).found
    assert stage.asked("desk") == 1
    assert len(found.questions) == 2


def test_who_identified_it_is_asked_and_shadows_are_not(types: CatalogTypes) -> None:
    rubbish = UnreachableError("away")
    stage = Stage(small=rubbish, big=(SAID, {"choice": 1}), shadow=SAID)
    tiers = stage.tiers("small", "big", "shadow")
    found = asked(tiers, label(*CISCO), types).found
    assert [stage.asked(name) for name in ("small", "big", "shadow")] == [1, 2, 0]
    assert found.questions[1].startswith("of these, big chooses 1.")
    tiers.shadowed(looked(label(*CISCO), types))
    assert stage.asked("shadow") == 1


def test_without_a_model_a_person_is_asked_alone(types: CatalogTypes) -> None:
    stage = Stage(desk=SAID)
    found = asked(stage.tiers("desk", only="label"), label(*CISCO), types).found
    assert (len(found.questions), found.asked) == (1, [])


def test_the_records_of_what_was_asked_before_are_kept(types: CatalogTypes) -> None:
    tiers = Stage(desk=(SAID, SAID, {"choice": 1})).tiers("desk")
    first = tiers.identify(looked(label(*CISCO), types)).found
    again = tiers.identify(looked(label(*CISCO), types), Wish("", first), types=types).found
    assert ["choice" in one for one in again.asked] == [False, False, True]


def test_it_is_asked_where_models_are(types: CatalogTypes) -> None:
    seen: list[str] = []

    class Noting(Stage):
        def _connect(self, tier: Any, state: Path) -> Any:
            played = super()._connect(tier, state)
            really = played.ask

            def ask(*arguments: Any) -> Any:
                seen.append(threading.current_thread().name)
                return really(*arguments)

            played.ask = ask  # type: ignore[method-assign, assignment]
            return played

    tiers = Noting(desk=(SAID, {"choice": 1})).tiers("desk")
    with Models(Settings(), Path("/nowhere"), tiers=tiers) as models:
        found = models.ask(looked(label(*CISCO), types), types=types).result().found
    assert len(found.questions) == 2
    assert [name.rpartition("_")[0] for name in seen] == ["ask", "ask"]
