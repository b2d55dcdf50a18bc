import pytest

from hwlab_cli.identify.reply.numbers import confidence, height, with_unit


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *(("0.93", 0.93), ("93%", 0.93), ("93", 0.93), ("0,93", 0.93), ("0.93 (high)", 0.93)),
        *(("93 %", 0.93), ("93,5%", 0.935), ("2", 0.02), ("1", 1.0), ("0", 0.0), ("100", 1.0)),
        *(("8/10", 0.8), ("4 of 5", 0.8), ("85/100", 0.85), ("9.3e-1", 0.93), ("≈ 0.9", 0.9)),
        *(("very high (0.95)", 0.95), ("medium: 0.5", 0.5), ("0.9, from the label", 0.9)),
    ],
)
def test_confidence_in_any_notation(text: str, meant: float) -> None:
    assert confidence(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("", "high", "quite", "-0.1", "1.5", "1.01", "101", "120%", "0.8-0.9", "0.8 or 0.9"),
        *("1,000", "3/2", "1/0", "2.2e1111111111111111", "1E10234", "0.9" * 100, "v1", "NaN"),
    ],
)
def test_nonsense_is_no_confidence(text: str) -> None:
    assert confidence(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2", 2), ("2.0", 2), ("2,0", 2), ("2U", 2), ("2 RU", 2), ("2 HE", 2), ("a 2U server", 2)],
)
def test_whole_rack_units(text: str, meant: int) -> None:
    assert height(text) == meant


@pytest.mark.parametrize(
    "text", ["", "1.5", "1.5U", "1/2U", "½U", "44 mm", "2U or 4U", "101", "-1", "tall", "2Ux"]
)
def test_no_whole_rack_units(text: str) -> None:
    assert height(text) is None


def test_only_with_its_unit_is_a_size_a_height() -> None:
    assert with_unit("1U rack mount") == {1}
    assert with_unit("600 x 440 x 44 mm") == set()
