"""Two tiers, or two runs, over the same devices: what got better, what got worse."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hwlab_cli.errors import NotFoundError, UsageError
from hwlab_cli.evaluation.judging import Outcome
from hwlab_cli.evaluation.result import KIND, Result
from hwlab_cli.evaluation.significance import sign_test
from hwlab_cli.model import IdentifiedField
from hwlab_cli.names import shown

_HOW = "`hwlab eval DIR --json > FILE` writes one"


@dataclass(frozen=True, slots=True)
class Change:
    """The devices that are right in the second and not in the first, and the other way round."""

    better: tuple[str, ...]
    worse: tuple[str, ...]

    @property
    def chance(self) -> float:
        """How likely it is that this is chance."""
        return sign_test(len(self.better), len(self.worse))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second against the first: whole devices, and field by field.

    `devices` counts those that both have: the same photos, with the same truth.
    """

    first: str
    second: str
    devices: int
    whole: Change
    fields: dict[IdentifiedField, Change]


def compare(
    first: Sequence[Result], second: Sequence[Result], names: tuple[str, str]
) -> Comparison:
    """Compare two lists of results by the devices that are in both.

    Raises UsageError where none is.
    """
    others = {_which(one): one for one in second}
    pairs = [(one, others[_which(one)]) for one in first if _which(one) in others]
    if not pairs:
        raise UsageError(
            "no device is in both, with the same photos and the same truth",
            item=" and ".join(names),
            hint="compare runs over the same folder",
        )

    def change(is_right: Callable[[Result], bool]) -> Change:
        return Change(
            tuple(b.device for a, b in pairs if is_right(b) and not is_right(a)),
            tuple(b.device for a, b in pairs if is_right(a) and not is_right(b)),
        )

    judged = [name for name in IdentifiedField if any(name in one.fields for one, _ in pairs)]
    fields = {name: change(_field_is_right(name)) for name in judged}
    return Comparison(*names, len(pairs), change(lambda one: one.is_right), fields)


def read_run(file: Path) -> dict[str, list[Result]]:
    """Return the results of an earlier run by tier, from the JSON lines that it wrote.

    Raises NotFoundError where there is no such file, UsageError for what is no run.
    """
    by_tier: dict[str, list[Result]] = {}
    for one in _results(file):
        by_tier.setdefault(one.tier, []).append(one)
    if not by_tier:
        raise UsageError("there are no results in this file", item=shown(file), hint=_HOW)
    return by_tier


def _results(file: Path) -> Iterator[Result]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise NotFoundError(f"it can't be read: {reason}", item=shown(file), hint=_HOW) from error
    except UnicodeDecodeError as error:
        raise UsageError("it is not UTF-8 text", item=shown(file), hint=_HOW) from error
    for number, line in enumerate(lines, 1):
        try:
            data = json.loads(line)
            if data["type"] == KIND:
                yield Result.from_json(data)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise UsageError(
                f"line {number} is none of a run's", item=shown(file), hint=_HOW
            ) from error


def _which(one: Result) -> tuple[object, ...]:
    """Return what makes two results ones of the same device, judged by the same truth."""
    wanted = sorted((name.value, judged.wanted) for name, judged in one.fields.items())
    return (tuple(sorted(one.sha256)), tuple(wanted))


def _field_is_right(name: IdentifiedField) -> Callable[[Result], bool]:
    def is_right(one: Result) -> bool:
        judged = one.fields.get(name)
        return judged is not None and judged.outcome is Outcome.RIGHT

    return is_right
