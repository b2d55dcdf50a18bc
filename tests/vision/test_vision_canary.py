"""Whether a model sees is found out with a number that it can't know."""

import base64
import json
from pathlib import Path

import pytest
from vision_fixtures import MakeTier, Real
from vision_server import Exchange, ScriptedServer, says

from hwlab_cli.identify.vision import canary
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import CutError
from hwlab_cli.photos import load, readings


def reads(exchange: Exchange) -> None:
    """Answer as a model that sees: what is printed is read by our own eyes."""
    data = base64.b64decode(exchange.seen.pictures[0].partition(",")[2])
    printed = " ".join(one.text for one in readings.read(load.check(data, "canary", 1)))
    digits = "".join(filter(str.isdigit, printed.partition("No")[2]))[:6]
    says(json.dumps({"number": digits}))(exchange)


def test_a_model_that_sees(tier: MakeTier, scripted: ScriptedServer, state: Path) -> None:
    scripted.plays(reads)
    sight = canary.look(Endpoint(tier(), state))
    assert sight.sees
    assert sight.shown in sight.said
    assert len(sight.shown) == 6


@pytest.mark.parametrize("text", ['{"number": "123456"}', "I can't see any picture.", "42"])
def test_a_model_without_eyes_that_answers(
    tier: MakeTier, scripted: ScriptedServer, state: Path, text: str
) -> None:
    scripted.plays(says(text))
    sight = canary.look(Endpoint(tier(), state))
    assert not sight.sees or sight.shown == "123456"
    assert sight.said == text


@pytest.mark.parametrize("written", ["{}", "No. {}.", "`{}`", "The number is **{}**", "#{}"])
def test_however_it_is_phrased(
    tier: MakeTier,
    scripted: ScriptedServer,
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
) -> None:
    monkeypatch.setattr("secrets.choice", lambda digits: digits[6])
    scripted.plays(says(written.format("777 777")))
    assert canary.look(Endpoint(tier(), state)).sees
    scripted.plays(says(written.format("7777777")))
    assert not canary.look(Endpoint(tier(), state)).sees


def test_an_answer_that_is_cut(tier: MakeTier, scripted: ScriptedServer, state: Path) -> None:
    scripted.plays(says("Let me see: the", finish="length", counted=None))
    with pytest.raises(CutError, match="cut short"):
        canary.look(Endpoint(tier(), state))


def test_numbers_differ(tier: MakeTier, scripted: ScriptedServer, state: Path) -> None:
    scripted.plays(says("no"))
    endpoint = Endpoint(tier(), state)
    assert len({canary.look(endpoint).shown for _ in range(5)}) > 1


def test_a_model_of_your_own_sees(theirs: Real, state: Path) -> None:
    assert canary.look(Endpoint(theirs.tier(), state)).sees
