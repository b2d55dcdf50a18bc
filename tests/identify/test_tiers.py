"""Whom hwlab asks, when it stops, and what it makes of answers that differ."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from handmade import barcode, label, seen_once

from hwlab_cli.errors import ConfigError, HwlabError, ReplyError, UsageError
from hwlab_cli.identify.inquiry import Wish
from hwlab_cli.identify.label import identify
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.prompts import Prompt
from hwlab_cli.identify.resting import Resting
from hwlab_cli.identify.tiers import Tiers
from hwlab_cli.identify.vision.answer import Answer, Asked
from hwlab_cli.identify.vision.faults import (
    NoAnswerError,
    NotAuthorizedError,
    SettingsError,
    StoppedError,
    UnreachableError,
)
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.identify.vision.pictures import Picture
from hwlab_cli.model import Identification, IdentifiedField, Reading
from hwlab_cli.tier import Tier

T = TypeVar("T")
Act = dict[str, Any] | list[dict[str, Any]] | str | HwlabError

DELL = label("DELL", "PowerEdge R720xd", "S/N: ABC1D23")
ONCE = seen_once("DELL", "PowerEdge R720xd", "S/N: ABC1D23")
TRUTH = {"manufacturer": "Dell", "model": "PowerEdge R720xd", "serial": "ABC1D23"}
AWAY = UnreachableError("it refuses connections", item="m at http://127.0.0.1:1/v1", passes=True)


class Played:
    """A tier that says what a test tells it to; the last act again and again."""

    def __init__(self, tier: Tier, acts: Sequence[Act]) -> None:
        self.tier = tier
        self.acts = list(acts)
        self.prompts: list[Prompt] = []

    def ask(
        self,
        prompt: Prompt,
        pictures: Sequence[Picture],
        read: Callable[[str, str | None], T],
        listener: Listener = ignore,
        stop: Callable[[], bool] = bool,
        admitted: Callable[[], object] = bool,
    ) -> Answer[T]:
        admitted()
        self.prompts.append(prompt)
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        if isinstance(act, HwlabError):
            raise act
        text = act if isinstance(act, str) else json.dumps(act)
        asked = Asked(self.tier.name, self.tier.base_url, self.tier.model, prompt=prompt.hash)
        try:
            return Answer(read(text, "stop"), text, asked)
        except ReplyError as error:  # as an endpoint tells it
            raise NoAnswerError(error.message, hint=error.hint) from None

    def close(self) -> None:
        """There is nothing to end."""


class Stage:
    """Tiers and what each says, by name; `label` is the embedded recognizer."""

    def __init__(self, **acts: Any) -> None:
        self.played: dict[str, Played] = {}
        self._acts = acts
        self.now = 0.0

    def tiers(self, *names: str, only: str | None = None, **settings: Any) -> Tiers:
        known = [
            Tier(name="label")
            if name == "label"
            else Tier(
                name=name,
                base_url="http://127.0.0.1:1/v1",
                model="m",
                shadow=name == "shadow",
                **settings,
            )
            for name in names
        ]
        resting = Resting(lambda: self.now)
        return Tiers(known, Path("/nowhere"), only=only, connect=self._connect, resting=resting)

    def asked(self, name: str) -> int:
        return len(self.played[name].prompts)

    def _connect(self, tier: Tier, _state: Path) -> Played:
        acts = self._acts[tier.name]
        self.played[tier.name] = Played(tier, acts if isinstance(acts, tuple) else (acts,))
        return self.played[tier.name]


def looked(readings: Sequence[Reading]) -> Looked:
    return Looked((), tuple(readings), identify(readings))


def tiers_of(found: Identification) -> list[str]:
    return [one["tier"] for one in found.asked]


def test_the_first_that_is_good_enough_is_the_last_that_is_asked() -> None:
    stage = Stage(small=TRUTH, big=TRUTH)
    verdict = stage.tiers("small", "big").identify(looked(DELL))
    assert (stage.asked("small"), stage.asked("big")) == (1, 0)
    assert (verdict.found.serial, verdict.found.recognizer) == ("ABC1D23", "small")
    assert verdict.faults == ()


def test_one_that_is_not_good_enough_is_followed_by_the_next_and_the_best_is_kept() -> None:
    stage = Stage(small={"model": "R1"}, big=TRUTH, third={"serial": "QQ"})
    verdict = stage.tiers("small", "big", "third").identify(looked(ONCE))
    assert verdict.found.recognizer == "big"
    assert tiers_of(verdict.found) == ["small", "big", "third"]
    said = [one["said"]["serial"] for one in verdict.found.asked]
    assert said == [None, "ABC1D23", "QQ"]


def test_a_threshold_is_each_tiers_own() -> None:
    stage = Stage(small=TRUTH, big=TRUTH)
    stage.tiers("small", "big", good_enough=0.99).identify(looked(DELL))
    assert stage.asked("big") == 1
    stage.tiers("small", "big", good_enough=0.3).identify(looked(DELL))
    assert stage.asked("big") == 0


@pytest.mark.parametrize(
    "act",
    [
        {**TRUTH, "serial": "XYZ9999"},
        [TRUTH, {"manufacturer": "Intel", "model": "X520-DA2"}],
        json.dumps(TRUTH)[:-1] + ', "specs": {"bays": "2',
    ],
    ids=["refuted by the photos", "several devices", "cut short"],
)
def test_an_answer_that_is_not_to_be_trusted_is_not_good_enough(act: Act) -> None:
    stage = Stage(small=act, big=TRUTH)
    verdict = stage.tiers("small", "big").identify(looked(DELL))
    assert (stage.asked("small"), stage.asked("big")) == (1, 1)
    assert (verdict.found.recognizer, verdict.found.serial) == ("big", "ABC1D23")


def test_a_cut_answer_alone_is_used_and_told() -> None:
    stage = Stage(small=json.dumps(TRUTH)[:-1] + ', "specs": {"bays": "2')
    found = stage.tiers("small").identify(looked(DELL)).found
    assert found.serial == "ABC1D23"
    assert found.notes == ["the answer of small was cut short"]
    assert found.asked[0]["truncated"] is True


def test_several_devices_hold_the_intake() -> None:
    stage = Stage(small=[{"manufacturer": "Intel", "model": "X520-DA2", "serial": "Q1"}, TRUTH])
    found = stage.tiers("small").identify(looked(DELL)).found
    assert found.serial == "ABC1D23"
    (question,) = found.questions
    assert "2 devices" in question
    assert "Intel X520-DA2 serial Q1" in question


def test_the_embedded_recognizer_can_be_asked_first() -> None:
    stage = Stage(big=TRUTH)
    found = stage.tiers("label", "big").identify(looked(DELL)).found
    assert (stage.asked("big"), found.recognizer, found.asked) == (0, "label", [])
    stage.tiers("label", "big").identify(looked(ONCE))
    assert stage.asked("big") == 1


@pytest.mark.parametrize("fault", [AWAY, NotAuthorizedError("no"), SettingsError("no")])
def test_who_can_not_be_asked_is_passed_over(fault: HwlabError) -> None:
    stage = Stage(small=fault, big=TRUTH)
    verdict = stage.tiers("small", "big").identify(looked(ONCE))
    assert (verdict.found.recognizer, verdict.faults) == ("big", (fault,))
    assert verdict.missed is None
    assert [one.get("error", "") for one in verdict.found.asked] == [fault.message, ""]


def test_with_all_away_the_label_answers_where_that_is_enough() -> None:
    stage = Stage(small=AWAY)
    verdict = stage.tiers("small").identify(looked(DELL))
    assert (verdict.missed, verdict.found.serial) == (None, "ABC1D23")
    verdict = stage.tiers("small").identify(looked(ONCE))
    assert verdict.missed is AWAY


def test_the_labels_own_threshold_says_what_is_enough_without_the_models() -> None:
    stage = Stage(small=AWAY)
    tiers = [
        Tier(name="label", good_enough=0.3),
        Tier(name="small", base_url="http://a/v1", model="m"),
    ]
    one = Tiers(tiers, Path("/nowhere"), connect=stage._connect)
    assert one.identify(looked(ONCE)).missed is None


def test_what_a_person_must_mend_is_told_before_what_may_pass() -> None:
    refused = NotAuthorizedError("the key is refused")
    stage = Stage(small=AWAY, big=refused, third=NoAnswerError("rubbish"))
    verdict = stage.tiers("small", "big", "third").identify(looked(ONCE))
    assert verdict.missed is refused
    assert len(verdict.faults) == 3


def test_answers_that_can_not_be_used_wait_for_no_better_day() -> None:
    rubbish = NoAnswerError("no device is named in the reply")
    verdict = Stage(small=rubbish).tiers("small").identify(looked(ONCE))
    assert (verdict.missed, verdict.unusable) == (None, rubbish)
    assert verdict.found.serial == "ABC1D23"
    assert verdict.found.asked[0]["error"] == rubbish.message
    enough = Stage(small=rubbish).tiers("small").identify(looked(DELL))
    assert (enough.missed, enough.unusable) == (None, None)


def test_who_was_away_is_left_alone_for_a_while() -> None:
    stage = Stage(small=(AWAY, AWAY, TRUTH))
    tiers = stage.tiers("small")
    for now, asked in [(0, 1), (4, 1), (6, 2), (14, 2), (17, 3), (18, 4)]:
        stage.now = now
        verdict = tiers.identify(looked(ONCE))
        assert stage.asked("small") == asked
        assert (verdict.missed is None) is (now > 16)


def test_a_server_that_asks_for_a_pause_is_given_it() -> None:
    stage = Stage(small=UnreachableError("busy", wait=120.0))
    tiers = stage.tiers("small")
    tiers.identify(looked(ONCE))
    assert tiers.resting.seconds() == 120.0


def test_who_stops_is_not_answered() -> None:
    with pytest.raises(StoppedError):
        Stage(small=StoppedError("stopped")).tiers("small").identify(looked(ONCE))


def test_tiers_that_disagree_on_a_number_prove_it_no_more() -> None:
    other = {**TRUTH, "serial": "XYZ9999"}
    stage = Stage(small=TRUTH, big=other)
    found = stage.tiers("small", "big", good_enough=1.0).identify(looked(ONCE)).found
    assert IdentifiedField.SERIAL not in found.proven
    assert found.doubts[0] == (
        "the serial ABC1D23 is not agreed on: small says ABC1D23, big says XYZ9999"
    )
    alone = Stage(small=TRUTH).tiers("small").identify(looked(ONCE)).found
    assert IdentifiedField.SERIAL in alone.proven
    assert (found.confidence or 0) < (alone.confidence or 0)


@pytest.mark.parametrize("readings", [DELL, [*ONCE, barcode("ABC1D23")]], ids=["looks", "barcode"])
def test_the_photos_decide_where_tiers_disagree(readings: list[Reading]) -> None:
    stage = Stage(small=TRUTH, big={**TRUTH, "serial": "XYZ9999"})
    found = stage.tiers("small", "big", good_enough=1.0).identify(looked(readings)).found
    assert (found.serial, IdentifiedField.SERIAL in found.proven) == ("ABC1D23", True)
    assert any("big says XYZ9999" in doubt for doubt in found.doubts)


def test_one_tier_may_be_asked_alone() -> None:
    stage = Stage(small=TRUTH, shadow=TRUTH)
    assert stage.tiers("small", "shadow", only="shadow").identify(looked(ONCE)).found.asked
    assert stage.asked("shadow") == 1
    found = stage.tiers("small", only="label").identify(looked(ONCE)).found
    assert (found.recognizer, found.asked) == ("label", [])
    with pytest.raises(UsageError) as caught:
        stage.tiers("small", only="none")
    assert caught.value.hint == "the configuration has small, label"


def test_a_shadow_is_asked_apart_and_changes_nothing() -> None:
    stage = Stage(small=TRUTH, shadow={**TRUTH, "serial": "XYZ9999"})
    tiers = stage.tiers("small", "shadow")
    found = tiers.identify(looked(ONCE)).found
    assert (stage.asked("shadow"), tiers_of(found)) == (0, ["small"])
    (record,) = tiers.shadowed(looked(ONCE))
    assert (record["tier"], record["shadow"], record["said"]["serial"]) == (
        *("shadow", True, "XYZ9999"),
    )
    assert found.serial == "ABC1D23"


def test_a_hint_and_an_earlier_answer_go_into_the_question() -> None:
    stage = Stage(small=TRUTH)
    tiers = stage.tiers("small")
    first = tiers.identify(looked(ONCE), Wish("rack 7")).found
    again = tiers.identify(looked(ONCE), Wish("model is R720xd2", first)).found
    one, two = stage.played["small"].prompts
    assert (one.name, two.name) == ("identify", "refine")
    assert "rack 7" in one.text
    assert "R720xd2" in two.text
    assert tiers_of(again) == ["small", "small"]


def test_a_number_that_a_person_hinted_at_is_no_look_of_the_models_own() -> None:
    stage = Stage(small=TRUTH)
    found = stage.tiers("small").identify(looked(ONCE), Wish("I think it is ABC1D23")).found
    assert IdentifiedField.SERIAL not in found.proven


def test_the_record_survives_the_log() -> None:
    found = Stage(small=TRUTH).tiers("small").identify(looked(ONCE)).found
    assert Identification.from_json(json.loads(json.dumps(found.to_json()))) == found
    old = found.to_json()
    del old["asked"], old["questions"]
    assert Identification.from_json(old).asked == []


def test_prompts_that_can_not_work_are_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "refine.md").write_text("{{nothing}}", encoding="utf-8")
    tier = Tier(name="small", base_url="http://a/v1", model="m")
    with pytest.raises(ConfigError, match="no slot"):
        Tiers([tier], tmp_path, folder=str(tmp_path), connect=Stage(small="")._connect)
    assert Tiers([], tmp_path, folder=str(tmp_path)).slots == 0
