"""When two names are the same thing, and the slugs that are made of names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.netbox import same

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

names = st.text(min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Super Micro", "SUPER-MICRO"),
        ("Größe 1", "grosse 1"),
        ("Müller", "Muller"),
        ("A.B.C.", "abc"),
        ("①②", "12"),
    ],
)
def test_case_punctuation_and_accents_do_not_count(one: str, other: str) -> None:
    assert same.key(one) == same.key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C#", "C"), ("S4148+", "S4148"), ("R720", "R720xd"), ("日立", "日本")]
)
def test_what_tells_things_apart_counts(one: str, other: str) -> None:
    assert same.key(one) != same.key(other)


@given(names)
def test_a_key_is_its_own_key(name: str) -> None:
    assert same.key(same.key(name)) == same.key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hewlett Packard Enterprise", "HPE"),
        ("Dell Inc.", "dell"),
        ("Super Micro Computer", "Supermicro"),
    ],
)
def test_a_maker_is_one_however_it_is_called(one: str, other: str) -> None:
    assert same.maker_key(one) == same.maker_key(other)


def test_makers_that_only_sound_alike_are_two() -> None:
    assert same.maker_key("HP") != same.maker_key("HPE")
    assert same.maker_key("Acme") != same.maker_key("Acme Systems")


def test_a_model_is_one_with_and_without_its_makers_name() -> None:
    assert same.model_keys("Dell", "Dell PowerEdge R720") & same.model_keys(
        "Dell Inc.", "PowerEdge R720"
    )
    assert not same.model_keys("Dell", "PowerEdge R720") & same.model_keys(
        "Dell", "PowerEdge R720xd"
    )


def test_a_makers_name_within_a_word_is_no_makers_name() -> None:
    assert same.model_keys("HP", "HPX-1") == {same.key("HPX-1")}


@given(st.lists(names, min_size=1, max_size=3), st.booleans())
def test_a_slug_is_one_that_netbox_takes(parts: list[str], is_taken: bool) -> None:
    plain = same.slug(*parts)
    slug = same.slug(*parts, taken={plain}) if is_taken else plain
    assert _SLUG.fullmatch(slug)
    assert len(slug) <= 100
    assert slug == (same.slug(*parts, taken={plain}) if is_taken else same.slug(*parts))
    # Where no letter is left, the slug is the name's own mark already.
    assert not is_taken or slug != plain or len(plain) == 8


def test_names_without_a_latin_letter_have_slugs_of_their_own() -> None:
    assert same.slug("日立") != same.slug("日本")
