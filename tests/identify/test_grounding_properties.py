"""What holds for any answer to any readings."""

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from test_label_properties import CELLS, CODES, VALUES, anything

from hwlab_cli.identify.grounding.ground import IDENTIFIERS, ground
from hwlab_cli.identify.grounding.several import best_of
from hwlab_cli.identify.label import identify
from hwlab_cli.identify.values import as_mac, key
from hwlab_cli.model import Category, Identification, IdentifiedField, Reading
from hwlab_cli.plan import body

texts = (
    st.sampled_from([*VALUES, "ADMIN", "AB12CD35", "A812CD34", "AB12", "R640", "Dell Inc.", "1"])
    | st.sampled_from(CELLS)
    | st.sampled_from(CODES)
    | st.text(max_size=12)
)
maybe = st.none() | texts
macs = st.lists(
    st.sampled_from(["0C:C4:7A:12:34:56", "0C:C4:7A:12:34:58", "02:11:22:33:44:55"]), max_size=2
)
answers = st.builds(
    Identification,
    manufacturer=maybe,
    model=maybe,
    part_number=maybe,
    serial=maybe,
    asset_tag=maybe,
    category=st.none() | st.sampled_from(Category),
    mac_addresses=macs,
    ai_notes=maybe,
    recognizer=st.just("desk"),
)


def grounded(answer: Identification, readings: Sequence[Reading]) -> Identification:
    return ground(answer, readings, identify(readings))


def on_the_photos(value: str, readings: Sequence[Reading]) -> bool:
    return any(key(value) in key(one.text) for one in readings)


@settings(max_examples=150, deadline=None)
@given(answers, anything)
def test_no_identifier_is_proven_that_is_not_on_the_photos(
    answer: Identification, readings: list[Reading]
) -> None:
    found = grounded(answer, readings)
    before = identify(readings)
    for name in IDENTIFIERS:
        if name in found.proven and name not in before.proven:
            assert on_the_photos(getattr(found, name.value), readings)
    if IdentifiedField.MAC_ADDRESSES in found.proven:
        for mac in found.mac_addresses:
            assert mac in before.mac_addresses or on_the_photos(mac, readings)
    sent = body(found)
    for name in (*IDENTIFIERS, IdentifiedField.MAC_ADDRESSES):
        if name not in found.proven:
            assert not sent[name.value]


@settings(max_examples=80, deadline=None)
@given(answers, anything)
def test_what_the_embedded_recognizer_proved_stays(
    answer: Identification, readings: list[Reading]
) -> None:
    found, before = grounded(answer, readings), identify(readings)
    assert set(before.proven) <= set(found.proven)
    for name in before.proven:
        kept, was = getattr(found, name.value), getattr(before, name.value)
        if name is IdentifiedField.MAC_ADDRESSES:
            assert set(was) <= set(kept)
        elif name is not IdentifiedField.CATEGORY:
            assert kept == was
        assert set(before.evidence[name]) <= set(found.evidence[name])


@settings(max_examples=80, deadline=None)
@given(answers, anything)
def test_grounding_again_changes_nothing(answer: Identification, readings: list[Reading]) -> None:
    once = grounded(answer, readings)
    assert grounded(once, readings).to_json() == once.to_json()


@settings(max_examples=50, deadline=None)
@given(answers, anything, st.randoms(use_true_random=False))
def test_the_order_of_readings_does_not_matter(
    answer: Identification, readings: list[Reading], chance: random.Random
) -> None:
    shuffled = [*readings, *readings[:2]]
    chance.shuffle(shuffled)
    assert grounded(answer, shuffled).to_json() == grounded(answer, readings).to_json()


@settings(max_examples=50, deadline=None)
@given(anything)
def test_an_empty_answer_is_what_the_embedded_recognizer_says(readings: list[Reading]) -> None:
    found = grounded(Identification(), readings)
    assert found.to_json() == identify(readings).to_json()


@settings(max_examples=50, deadline=None)
@given(st.lists(answers, min_size=1, max_size=4), anything)
def test_of_several_one_is_taken_and_held(
    devices: list[Identification], readings: list[Reading]
) -> None:
    said, found = best_of(devices, readings, identify(readings))
    assert said in devices
    assert bool(found.questions) is (len(devices) > 1)
    assert all(as_mac(mac) == mac for mac in found.mac_addresses)
