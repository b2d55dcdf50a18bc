"""The figures: calibration, the sign test, tallies, and their way into a file and back."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.evaluation.calibration import BINS, Bin, calibrated
from hwlab_cli.evaluation.judging import Judged, Outcome
from hwlab_cli.evaluation.result import Result
from hwlab_cli.evaluation.significance import LEVEL, enough, sign_test
from hwlab_cli.evaluation.tally import tally
from hwlab_cli.model import IdentifiedField

SERIAL, MODEL, TAG = (
    IdentifiedField.SERIAL,
    IdentifiedField.MODEL,
    IdentifiedField.ASSET_TAG,
)


def result(
    device: str = "a", error: str = "", tier: str = "desk", **fields: tuple[str, bool, str | None]
) -> Result:
    """A result with fields by name: outcome, whether proven, the outcome of the model's words."""
    judged = {
        IdentifiedField(name): Judged(
            Outcome(outcome),
            proven,
            ("A1",),
            ("A1",) if outcome == "right" else ("B2",) if outcome == "wrong" else (),
            None if said is None else ("C3",),
            None if said is None else Outcome(said),
        )
        for name, (outcome, proven, said) in fields.items()
    }
    return Result(tier, "m", device, (f"{device}.jpg",), (device,), judged, error=error)


def test_calibration_is_what_it_is_worked_out_to_be_by_hand() -> None:
    found = calibrated([(0.95, True), (0.95, True), (0.95, False), (0.25, False), (1.0, True)])
    assert found.count == 5
    low, high = found.bins
    assert (low.low, low.high, low.count, low.right) == (0.2, 0.3, 1, 0)
    assert (high.low, high.high, high.count, high.right) == (0.9, 1.0, 4, 3)
    assert high.confidence == pytest.approx(0.9625)
    # A fifth of 0.25, and four fifths of 0.9625 - 0.75.
    assert found.error == pytest.approx(0.05 + 0.8 * 0.2125)
    assert found.brier == pytest.approx((2 * 0.05**2 + 0.95**2 + 0.25**2 + 0.0) / 5)


def test_no_confidence_is_no_calibration() -> None:
    found = calibrated([])
    assert (found.count, found.bins, found.error, found.brier) == (0, (), None, None)


@pytest.mark.parametrize("tenth", range(BINS))
def test_a_bin_begins_with_its_own_tenth(tenth: int) -> None:
    # 0.1 * 3 and the like are a little more or less than what is written.
    for confidence in (tenth / 10, tenth * 0.1, round(tenth / 10 + 0.09, 2)):
        (only,) = calibrated([(confidence, True)]).bins
        assert only.low == tenth / 10


def test_the_interval_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662, 0 of 20 is 0.0000 to 0.1611.
    assert Bin(0, 1, 263, 0.5, 81).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert Bin(0, 1, 20, 0.5, 0).interval == pytest.approx((0.0, 0.1611), abs=5e-5)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_whatever_the_confidences_the_figures_hold_together(
    points: list[tuple[float, bool]],
) -> None:
    found = calibrated(points)
    assert sum(one.count for one in found.bins) == len(points)
    assert sum(one.right for one in found.bins) == sum(right for _, right in points)
    assert found.error is not None
    assert found.brier is not None
    assert 0 <= found.error <= 1
    assert 0 <= found.brier <= 1
    for one in found.bins:
        low, high = one.interval
        assert low - 1e-9 <= one.share <= high + 1e-9
        assert one.low - 1e-9 <= one.confidence <= one.high + 1e-9


def test_the_sign_test_counts_what_could_have_come() -> None:
    for total in range(9):
        coins = [sum(flips) for flips in product((0, 1), repeat=total)]
        for better in range(total + 1):
            apart = abs(2 * better - total)
            as_far = sum(abs(2 * heads - total) >= apart for heads in coins)
            assert sign_test(better, total - better) == pytest.approx(as_far / len(coins))


def test_the_sign_test_at_known_points() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(9, 1) == pytest.approx(22 / 1024)
    assert sign_test(5, 5) == 1.0
    assert sign_test(3_000, 2_000) < 1e-40
    assert enough() == 6
    assert sign_test(6, 0) <= LEVEL < sign_test(5, 0)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_sign_test_takes_no_side(better: int, worse: int) -> None:
    chance = sign_test(better, worse)
    assert 0 < chance <= 1
    assert chance == sign_test(worse, better)
    if better >= worse:
        assert sign_test(better + 1, worse) <= chance + 1e-12


def test_a_tally_counts_each_field_by_itself() -> None:
    found = tally(
        [
            result("a", serial=("right", True, "wrong"), model=("right", False, "right")),
            result("b", serial=("wrong", True, "missing"), model=("missing", False, "right")),
            result("c", serial=("wrong", False, None), asset_tag=("right", True, None)),
        ],
        memory_bytes=7,
    )
    serial, model, tag = found.fields[SERIAL], found.fields[MODEL], found.fields[TAG]
    assert (serial.right, serial.right_proven) == (1, 1)
    assert (serial.wrong, serial.wrong_proven, serial.missing) == (2, 1, 0)
    assert (serial.said_right, serial.said_wrong, serial.said_missing) == (0, 1, 1)
    assert (model.right, model.right_proven, model.missing, model.judged) == (1, 0, 1, 2)
    assert (tag.right, tag.judged, tag.said_right) == (1, 1, None)
    assert (found.devices, found.right, found.answered, found.wrong_proven) == (3, 1, 3, 1)
    assert found.memory_bytes == 7


def test_without_an_answer_nothing_is_right_and_nothing_calibrated() -> None:
    found = tally([result("a", error="it hangs", serial=("missing", False, None))])
    assert (found.answered, found.right, found.calibration.count) == (0, 0, 0)
    assert found.fields[SERIAL].missing == 1
    assert found.median_seconds is None


def test_confidence_is_about_serial_model_and_manufacturer_alone() -> None:
    assert result(serial=("right", True, None), asset_tag=("wrong", True, None)).identity() is True
    assert result(serial=("missing", False, None)).identity() is False
    assert result(asset_tag=("right", True, None)).identity() is None
    mixed = result(serial=("right", True, "wrong"))
    assert (mixed.identity(), mixed.identity(said=True)) == (True, False)


OUTCOMES = st.sampled_from([one.value for one in Outcome])


@given(
    st.dictionaries(
        st.sampled_from([one.value for one in IdentifiedField]),
        st.tuples(OUTCOMES, st.booleans(), st.none() | OUTCOMES),
    ),
    st.text(),
)
def test_a_result_comes_back_from_its_line(
    fields: dict[str, tuple[str, bool, str | None]], device: str
) -> None:
    one = result(device, "", "desk", **fields)
    assert Result.from_json(json.loads(json.dumps(one.to_json()))) == one
    assert set(one.to_json()["fields"]) == set(fields)
