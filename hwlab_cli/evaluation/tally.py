"""A tier's results in figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from hwlab_cli.evaluation.calibration import Calibration, calibrated
from hwlab_cli.evaluation.judging import Judged, Outcome
from hwlab_cli.evaluation.result import Result
from hwlab_cli.model import IdentifiedField


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a field was right, wrong and missing; of the first two, how often also proven.

    Those of `said` are what the model itself had, None where no model was asked.
    """

    right: int
    right_proven: int
    wrong: int
    wrong_proven: int
    missing: int
    said_right: int | None = None
    said_wrong: int | None = None
    said_missing: int | None = None

    @property
    def judged(self) -> int:
        """For how many devices the field's truth is known."""
        return self.right + self.wrong + self.missing


@dataclass(frozen=True, slots=True)
class Tally:
    """What a tier did with all devices.

    `right` counts devices of which every field was. Tokens are means over the devices that a
    model was asked about; `memory_bytes` is the most that the server said the model takes. None
    stands for what nobody said.
    """

    tier: str
    model: str
    devices: int
    answered: int
    right: int
    fields: dict[IdentifiedField, Counts]
    calibration: Calibration
    said_calibration: Calibration
    median_seconds: float | None
    longest_seconds: float | None
    prompt_tokens: float | None
    completion_tokens: float | None
    memory_bytes: int | None = None

    @property
    def wrong_proven(self) -> int:
        """How many values were proven, and wrong."""
        return sum(one.wrong_proven for one in self.fields.values())


def tally(results: Sequence[Result], memory_bytes: int | None = None) -> Tally:
    """Count the results of one tier, of which there must be some."""
    judged: dict[IdentifiedField, list[Judged]] = {}
    for result in results:
        for name, one in result.fields.items():
            judged.setdefault(name, []).append(one)
    answered = [one for one in results if not one.error]
    seconds = [one.seconds for one in results if one.seconds is not None]
    return Tally(
        tier=results[0].tier,
        model=results[0].model,
        devices=len(results),
        answered=len(answered),
        right=sum(one.is_right for one in results),
        fields={name: _counts(judged[name]) for name in IdentifiedField if name in judged},
        calibration=calibrated(
            (one.confidence, right)
            for one in answered
            if one.confidence is not None and (right := one.identity()) is not None
        ),
        said_calibration=calibrated(
            (one.said_confidence, right)
            for one in answered
            if one.said_confidence is not None and (right := one.identity(said=True)) is not None
        ),
        median_seconds=median(seconds) if seconds else None,
        longest_seconds=max(seconds, default=None),
        prompt_tokens=_mean(one.prompt_tokens for one in results),
        completion_tokens=_mean(one.completion_tokens for one in results),
        memory_bytes=memory_bytes,
    )


def _counts(judged: Sequence[Judged]) -> Counts:
    right = [one for one in judged if one.outcome is Outcome.RIGHT]
    wrong = [one for one in judged if one.outcome is Outcome.WRONG]
    said = [one.said_outcome for one in judged if one.said_outcome is not None]
    own = [said.count(outcome) if said else None for outcome in Outcome]
    return Counts(
        len(right),
        sum(one.proven for one in right),
        len(wrong),
        sum(one.proven for one in wrong),
        len(judged) - len(right) - len(wrong),
        *own,
    )


def _mean(numbers: Iterable[int | None]) -> float | None:
    known = [one for one in numbers if one is not None]
    return fmean(known) if known else None
