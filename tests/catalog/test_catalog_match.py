"""Which device type is meant: what is sure, what is not, and what must never be."""

from random import Random

import pytest
from catalog_set import index, index_of, said, types
from hypothesis import given, settings
from hypothesis import strategies as st

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.match import SHOWN, match
from hwlab_cli.catalog.verdict import Verdict

MATCHED = [
    # The manufacturer as it was read, what stands on the thing, and which type it is.
    ("Dell", ["PowerEdge R720"], "PowerEdge R720"),
    (None, ["Dell PowerEdge R720"], "PowerEdge R720"),
    (None, ["PE R720"], "PowerEdge R720"),
    ("Dell Inc.", ["POWEREDGE R720"], "PowerEdge R720"),
    ("Dell EMC", ["poweredge-r720"], "PowerEdge R720"),
    ("Dell", ["R720"], "PowerEdge R720"),
    ("Dell", ["R 720"], "PowerEdge R720"),
    ("Dell", ["Dell PowerEdge R720 Server"], "PowerEdge R720"),
    ("Dell", ["PowerEdge R720 Rev A01"], "PowerEdge R720"),
    ("Dell", ["PowerEdge R720xd"], "PowerEdge R720xd"),
    ("Dell", ["PowerEdge R720 XD"], "PowerEdge R720xd"),
    ("Dell", ["PowerEgde R720"], "PowerEdge R720"),
    ("Dell", ["R72O"], None),
    ("Dell", ["Model: R720", "S/N 5B0GD3X", "Made in China"], "PowerEdge R720"),
    ("HPE", ["ProLiant DL380 Gen9"], "ProLiant DL380 Gen9"),
    ("HPE", ["DL380 G9"], "ProLiant DL380 Gen9"),
    ("HP", ["ProLiant DL380 Gen 9"], "ProLiant DL380 Gen9"),
    ("Hewlett Packard Enterprise", ["Gen9 ProLiant DL380"], "ProLiant DL380 Gen9"),
    ("HPE", ["ProLiant DL380 Gen10 Plus"], "ProLiant DL380 Gen10 Plus"),
    ("HPE", ["JL253A"], "Aruba 2930F-24G-4SFP"),
    ("HPE", ["JL253A#ABB"], "Aruba 2930F-24G-4SFP"),
    ("HPE", ["2626 J4900B"], "ProCurve 2626"),
    (None, ["WS-C3750X-24T-S"], "Catalyst 3750X-24T-S"),
    (None, ["WS-C3750X-24T-S V05"], "Catalyst 3750X-24T-S"),
    (None, ["Cisco WS C3750X 24T S"], "Catalyst 3750X-24T-S"),
    ("Cisco", ["3750X-24T-S"], "Catalyst 3750X-24T-S"),
    ("Cisco", ["WS-C3750X-Z4T-S"], "Catalyst 3750X-24T-S"),
    ("Cisco", ["CiscoWS-C3750X-24T-S"], "Catalyst 3750X-24T-S"),
    ("Cisc0", ["Cisc0 Catalyst 3750X-24T-S"], "Catalyst 3750X-24T-S"),
    ("Cisco", ["SG350X-24P"], "SG350X-24P"),
    ("Cisco", ["SG350X-24P-EU"], "SG350X-24P"),
    ("Cisco", ["ASA5506-X", "ASA5506-K9"], "ASA5506-X"),
    ("Juniper Networks", ["EX2300-24T"], "EX2300-24T"),
    ("Fortinet", ["FG-60F"], "FortiGate 60F"),
    ("Fortinet", ["FortiGate-60F 100-240V~ 50/60Hz"], "FortiGate 60F"),
    ("Ubiquiti", ["UAP-AC-PRO"], "AC Professional"),
    ("Ubiquiti", ["Dream Machine"], "Dream Machine"),
    ("Ubiquiti", ["UniFi Dream Machine Pro"], "Dream Machine Pro"),
    ("MikroTik", ["CCR1009-7G-1C-1S+"], "CCR1009-7G-1C-1S+"),
    ("LANCOM", ["62116"], "1793VA-4G"),
    ("Ciena", ["3930"], "3930"),
    ("Lenovo", ["ThinkSystem SR650", "7X06"], "ThinkSystem SR650"),
    ("Lenovo", ["ThinkSystem SR650 V2"], "ThinkSystem SR650 V2"),
    ("APC", ["AP7921B"], "AP7921B"),
    ("Raspberry Pi", ["Raspberry Pi 4 Model B 8GB"], "4 Model B 8GB"),
]


@pytest.mark.parametrize(("manufacturer", "texts", "model"), MATCHED, ids=str)
def test_what_is_sure(manufacturer: str | None, texts: list[str], model: str | None) -> None:
    state, models = said(manufacturer, *texts)
    if model is None:
        assert state == "ambiguous"
    else:
        assert (state, models) == ("matched", [model])


# One digit or letter is another generation, size or power supply; the last is what comes first.
NEVER_MATCHED = [
    ("Dell", ["PowerEdge R710"], None),
    ("Dell", ["PowerEdge R720 xd2"], None),
    ("Dell", ["PowerEdge R720-XL"], "PowerEdge R720"),
    ("Dell", ["PowerEdge R7200"], None),
    ("Dell", ["PowerEdge R740xd"], None),
    ("HPE", ["ProLiant DL380 G8"], None),
    ("HPE", ["ProLiant DL380 Gen8"], None),
    ("HPE", ["ProLiant DL380"], None),
    ("HPE", ["ProLiant DL380 Gen10 Plus v2"], "ProLiant DL380 Gen10 Plus"),
    ("HPE", ["JL254A"], None),
    ("Cisco", ["C3750X"], None),
    ("Cisco", ["Catalyst 3750X-24"], None),
    ("Cisco", ["Catalyst 3750X-48"], None),
    ("Cisco", ["WS-C3750X-48T-L"], None),
    ("Cisco", ["WS-C3750X-12S-E"], "Catalyst 3750X-12S"),
    ("Cisco", ["Catalyst 9300"], None),
    ("Cisco", ["MX64C"], None),
    ("Juniper", ["EX4200-24"], None),
    ("Juniper", ["EX2300-24T-DC"], "EX2300-24T"),
    ("Fortinet", ["FortiWiFi 60F"], "FortiGate 60F"),
    ("Fortinet", ["FortiGate 60"], None),
    ("Ubiquiti", ["AC"], None),
    ("Ubiquiti", ["Dream Machine SE"], "Dream Machine"),
    ("MikroTik", ["CCR1009-7G-1C-1S"], None),
    ("Panduit", ["Shuttered Patch Panel 24 Port"], "Patch Panel 24 Port"),
    ("Lenovo", ["ThinkSystem SR650 V3"], "ThinkSystem SR650"),
    ("Lenovo", ["System x3650 M6"], None),
    # The right name, and somebody else's thing.
    ("Intel", ["3930"], "3930"),
    ("Supermicro", ["PowerEdge R720"], "PowerEdge R720"),
    # Too little to say who made it.
    (None, ["R720"], "PowerEdge R720"),
    (None, ["3930"], "3930"),
    (None, ["7X06"], "ThinkSystem SR650"),
    (None, ["Dream Machine"], "Dream Machine"),
    # It stands where a serial number does.
    ("Dell", ["S/N R720"], "PowerEdge R720"),
    # Two at once.
    ("Dell", ["PowerEdge R620 PowerEdge R720"], None),
    ("Dell", ["PowerEdge R620", "PowerEdge R720"], None),
]


@pytest.mark.parametrize(("manufacturer", "texts", "first"), NEVER_MATCHED, ids=str)
def test_what_is_only_near(manufacturer: str | None, texts: list[str], first: str | None) -> None:
    state, models = said(manufacturer, *texts)
    assert state != "matched"
    if first is not None:
        assert models[0] == first


@pytest.mark.parametrize(
    ("manufacturer", "texts"),
    [
        (None, []),
        (None, [""]),
        ("", ["  ", "—", "…"]),
        ("Dell", ["Dell"]),
        (None, ["Made in China"]),
        (None, ["S/N 5B0GD3X"]),
        ("Acme", ["Frobnicator"]),
        (None, ["\x00\x1b[31m", "\U0001d7d8\U0001d7d9", "\N{ZERO WIDTH SPACE}"]),
        (None, ["日本電気株式会社"]),
    ],
    ids=str,
)
def test_what_names_nothing(manufacturer: str | None, texts: list[str]) -> None:
    assert said(manufacturer, *texts) == ("unknown", [])


def test_a_family_is_shown_to_choose_from() -> None:
    state, models = said(None, "Cisco C3750X")
    assert state == "ambiguous"
    assert len(models) == len({*models}) == 7
    assert all(model.startswith("Catalyst 3750X-") for model in models)


def test_candidates_say_what_speaks_for_and_against_them() -> None:
    found = match(index(), "Dell", ["PowerEdge R720-XL"])
    assert [one.score for one in found.candidates] == sorted(
        (one.score for one in found.candidates), reverse=True
    )
    first = found.candidates[0]
    assert first.score < 1
    assert first.why == ("its model stands there", "“xl” is left over")
    assert len(found.candidates) <= SHOWN


def test_a_part_number_and_a_model_that_disagree_are_a_question() -> None:
    state, models = said("Cisco", "Catalyst 3750X-24T-S", "WS-C3750X-48T-S")
    assert state == "ambiguous"
    assert {*models[:2]} == {"Catalyst 3750X-24T-S", "Catalyst 3750X-48T-S"}


def test_a_model_that_two_types_have_is_told_apart_by_the_part_number() -> None:
    two = index_of(
        DeviceType("Acme", "Switch 2400", "acme-1", "1", part_number="SW-2400-A1"),
        DeviceType("Acme", "Switch-2400", "acme-2", "2", part_number="SW-2400-B1"),
    )
    assert match(two, "Acme", ["Switch 2400"]).verdict is Verdict.AMBIGUOUS
    found = match(two, "Acme", ["Switch 2400", "SW-2400-B1"])
    assert found.entry is not None
    assert found.entry.type.slug == "acme-2"


def test_digits_keep_what_parts_them() -> None:
    one = index_of(DeviceType("Acme", "CX1-11", "a", "1"))
    assert match(one, "Acme", ["CX1-11"]).verdict is Verdict.MATCHED
    assert match(one, "Acme", ["CX111"]).verdict is Verdict.MATCHED
    assert match(one, "Acme", ["CX11-1"]).verdict is not Verdict.MATCHED


def test_a_type_that_netbox_and_a_folder_have_is_one() -> None:
    in_folder = DeviceType("Dell EMC", "PowerEdge R720", "dell-poweredge-r720", "a.yaml")
    in_netbox = DeviceType("Dell", "Poweredge R720", "r720", "17")
    both = Index.of([(9, SourceKind.NETBOX, in_netbox), (3, SourceKind.FOLDER, in_folder)])
    found = match(both, "Dell", ["PowerEdge R720"])
    assert found.entry is not None
    assert found.entry.type is in_netbox
    assert found.entry.ids == ((SourceKind.NETBOX, 9), (SourceKind.FOLDER, 3))


def test_every_type_is_found_by_what_it_is_called() -> None:
    for one in types():
        state, models = said(one.manufacturer, *filter(None, (one.model, one.part_number)))
        assert (state, models) == ("matched", [one.model])


# Properties

SOME = st.sampled_from(types())
AROUND = st.sampled_from(
    ["Server", "Switch", "Model:", "Rev A01", "Made in China", "S/N", "100-240V~", "Chassis"]
)
PIECES = st.one_of(
    st.text(max_size=12),
    st.text("0123456789", min_size=1, max_size=5),
    st.text("ABCDEFGSX-+ ", min_size=1, max_size=6),
    AROUND,
    st.sampled_from(["xd", "Gen9", "V2", "Plus", "Pro", "-48", "24T", "PoE", "E", "720", "II"]),
    st.builds(lambda one: one.model, SOME),
    st.builds(lambda one: one.part_number, SOME),
    st.builds(lambda one: one.manufacturer, SOME),
)


def spelled(text: str) -> str:
    """Return a text as its letters and digits, with what OCR confuses made alike."""
    folded = naming.fold(text)
    return naming.skeleton("".join(one for one in folded if one.isalnum() or one == "+"))


def codes(name: str) -> list[str]:
    """Return the parts of a name that tell sizes and generations apart; without any, all of it."""
    found = [naming.skeleton(token) for token in naming.tokens(name) if naming.has_digit(token)]
    return found or [spelled(name)]


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.none(), PIECES), st.lists(st.lists(PIECES, max_size=4).map(" ".join)))
def test_what_matches_has_all_its_codes_in_the_texts(
    manufacturer: str | None, texts: list[str]
) -> None:
    found = match(index(), manufacturer, texts)
    if found.entry is None:
        return
    one = found.entry.type
    written = [spelled(text) for text in texts]
    assert any(
        all(code in text for code in codes(name))
        for name in filter(None, (one.model, one.part_number))
        for text in written
    )


@settings(max_examples=400, deadline=None)
@given(SOME, PIECES, st.booleans(), st.booleans())
def test_noise_never_makes_it_another_type(
    one: DeviceType, noise: str, before: bool, in_another_text: bool
) -> None:
    texts = [one.model, noise] if in_another_text else [f"{one.model} {noise}"]
    if before:
        texts = texts[::-1] if in_another_text else [f"{noise} {one.model}"]
    found = match(index(), one.manufacturer, texts)
    if found.entry is None or found.entry.type == one:
        return
    # Only another type's own name can do that: as the noise, or made of both.
    joined, added = spelled(" ".join(texts)), spelled(noise)
    other = found.entry.type
    named = [codes(name) for name in filter(None, (other.model, other.part_number))]
    assert any(
        all(code in joined for code in name)
        and (all(code in added for code in name) or is_in(codes(one.model), name))
        for name in named
    )


def is_in(some: list[str], others: list[str]) -> bool:
    return all(any(code in other for other in others) for code in some)


@settings(max_examples=300, deadline=None)
@given(SOME, st.randoms(use_true_random=False), st.booleans())
def test_case_punctuation_and_order_change_nothing(
    one: DeviceType, rng: Random, shuffled: bool
) -> None:
    texts = [text for text in (one.model, one.part_number, f"{one.manufacturer}") if text]
    plain = said(one.manufacturer, *texts)
    changed = [rng.choice([str.upper, str.lower, str.title])(text) for text in texts]
    changed = [text.replace(" ", rng.choice([" ", "  ", "\t", " - "])) for text in changed]
    if shuffled:
        rng.shuffle(changed)
    assert said(one.manufacturer.upper(), *changed) == plain == ("matched", [one.model])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(PIECES, max_size=3).map(" ".join), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_texts_changes_nothing(texts: list[str], rng: Random) -> None:
    shuffled = list(texts)
    rng.shuffle(shuffled)
    assert match(index(), None, shuffled) == match(index(), None, texts)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=2000), st.lists(st.text(max_size=2000), max_size=5))
def test_whatever_is_asked_there_is_an_answer(manufacturer: str, texts: list[str]) -> None:
    found = match(index(), manufacturer, texts)
    assert (found.verdict is Verdict.UNKNOWN) == (found.candidates == ())
    assert (found.entry is not None) == (found.verdict is Verdict.MATCHED)
    assert all(0 <= one.score <= 1 and one.why for one in found.candidates)
