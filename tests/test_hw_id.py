"""hw_ids: every typing error shows, every way to write one is read."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hwlab_cli import hw_id
from hwlab_cli.errors import ExitCode, NotFoundError

payloads = st.text(hw_id.ALPHABET, min_size=7, max_size=7)


def named(payload: str) -> str:
    return hw_id.PREFIX + payload + hw_id.check_character(payload)


def test_new_ones_are_legal_and_differ() -> None:
    drawn = {hw_id.new() for _ in range(1000)}
    assert len(drawn) == 1000
    assert {hw_id.parse(name) for name in drawn} == drawn


@given(payloads)
def test_it_is_read_however_it_is_typed(payload: str) -> None:
    name = named(payload)
    body = name.removeprefix("HW-")
    grouped = f"{body[:4]} {body[4:]}"
    sloppy = body.replace("0", "o").replace("1", "l")
    for typed in (
        name.lower(),
        body,
        f"  {name}\n",
        f"HW{body}",
        f"hw {grouped}",
        f"HW\N{EN DASH}{body[:4]}-{body[4:]}",
        f"HW-{sloppy}",
        sloppy.replace("l", "I"),
        grouped,
    ):
        assert hw_id.parse(typed) == name


def test_a_body_that_begins_like_the_prefix_is_read_without_it() -> None:
    name = named("HW4F7K2")
    assert hw_id.parse(name.removeprefix("HW-")) == name


@given(payloads, st.integers(0, 7), st.sampled_from(hw_id.ALPHABET))
def test_one_mistyped_character_shows(payload: str, place: int, character: str) -> None:
    body = named(payload).removeprefix("HW-")
    assume(body[place] != character)
    with pytest.raises(NotFoundError, match="typing error"):
        hw_id.parse(body[:place] + character + body[place + 1 :])


@given(payloads, st.integers(0, 7), st.integers(0, 7))
def test_two_swapped_characters_show(payload: str, one: int, other: int) -> None:
    body = list(named(payload).removeprefix("HW-"))
    assume(body[one] != body[other])
    body[one], body[other] = body[other], body[one]
    with pytest.raises(NotFoundError, match="typing error"):
        hw_id.parse("".join(body))


@pytest.mark.parametrize(
    "text", ["", "HW-", "HW", "HW-4F7K2M", "HW-4F7K2M9X9", "HW-4F7K2MU9", "läptop", "HWHW-4F7K2M9X"]
)
def test_what_is_none_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(NotFoundError, match="not a hw_id") as caught:
        hw_id.parse(text)
    assert caught.value.exit_code == ExitCode.NOT_FOUND
    assert "queue list" in str(caught.value.hint)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        name = hw_id.parse(text)
    except NotFoundError:
        return
    assert hw_id.parse(name) == name


@given(payloads, st.sampled_from(["", "https://netbox.example.net/dcim/devices/7/"]))
def test_the_code_of_a_label_is_read_back(payload: str, url: str) -> None:
    name = named(payload)
    assert hw_id.in_code(hw_id.code_of(name, url)) == name
    assert hw_id.in_code(hw_id.code_of(name, url).lower()) == name


@pytest.mark.parametrize(
    "content",
    [
        "HW-4F7K2M98",  # somebody else's code may have it in it
        "HWLAB:HW-4F7K2M99",  # a wrong check character
        "HWLAB:4F7K2M98",
        "HWLAB:HW-4F7K2M98\n\nSN",
        "HWLAB:HW-4F7K2M9O",
        "https://netbox.example.net/dcim/devices/7/",
        "https://netbox.example.net/dcim/racks/7/#HW-4F7K2M98",
        "javascript:/dcim/devices/7/#HW-4F7K2M98",
        "SN:HW-4F7K2M98",
    ],
)
def test_other_codes_are_no_labels(content: str) -> None:
    assert hw_id.in_code(content) is None


def test_a_hw_id_in_print_is_told_from_other_numbers() -> None:
    assert hw_id.is_written(" HW-4F7K2M98")
    for text in ("HW-4F7K2M99", "4F7K2M98", "S/N HW-4F7K2M98", "hw-4f7k2m98", ""):
        assert not hw_id.is_written(text)
