"""What was found of a device, field by field, against its truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hwlab_cli.evaluation.sameness import Sameness
from hwlab_cli.evaluation.truth import Wanted
from hwlab_cli.identify.values import key
from hwlab_cli.model import Identification, IdentifiedField


class Outcome(StrEnum):
    """What became of a field whose truth is known."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Judged:
    """One field: what was wanted and found, what a model itself said of it, and what that is.

    `proven` where hwlab takes what it found for proven; `said` and `said_outcome` are None where
    no model was asked.
    """

    outcome: Outcome
    proven: bool
    wanted: Wanted
    found: tuple[str, ...]
    said: tuple[str, ...] | None = None
    said_outcome: Outcome | None = None

    @property
    def is_wrong_but_proven(self) -> bool:
        """Whether something untrue would have gone into NetBox without a question."""
        return self.outcome is Outcome.WRONG and self.proven


Fields = Mapping[IdentifiedField, Judged]


def judged(
    truth: Mapping[IdentifiedField, Wanted],
    found: Identification,
    said: Mapping[str, Any] | None,
    sameness: Sameness,
) -> dict[IdentifiedField, Judged]:
    """Judge each field whose truth is known; `said` are the fields as a model itself has them."""
    maker = next(iter(truth.get(IdentifiedField.MANUFACTURER, ())), found.manufacturer or "")
    fields = found.fields_to_json()
    result = {}
    for name, wanted in truth.items():
        values = _values(fields.get(name.value))
        outcome = _outcome(name, values, wanted, maker, sameness)
        proven = bool(values) and name in found.proven
        own = None if said is None else _values(said.get(name.value))
        own_outcome = None if own is None else _outcome(name, own, wanted, maker, sameness)
        result[name] = Judged(outcome, proven, wanted, values, own, own_outcome)
    return result


def unanswered(truth: Mapping[IdentifiedField, Wanted]) -> dict[IdentifiedField, Judged]:
    """Return what becomes of the fields where there was no answer: silence is no merit then."""
    return {
        name: Judged(Outcome.MISSING, proven=False, wanted=wanted, found=())
        for name, wanted in truth.items()
    }


def _outcome(
    name: IdentifiedField,
    found: tuple[str, ...],
    wanted: Wanted,
    maker: str,
    sameness: Sameness,
) -> Outcome:
    if not wanted:
        return Outcome.WRONG if found else Outcome.RIGHT
    if not found:
        return Outcome.MISSING
    if name is IdentifiedField.MAC_ADDRESSES:
        there, named = {key(one) for one in wanted}, {key(one) for one in found}
        if named - there:
            return Outcome.WRONG
        return Outcome.RIGHT if named == there else Outcome.MISSING
    is_right = any(sameness.same(name, one, other, maker) for one in found for other in wanted)
    return Outcome.RIGHT if is_right else Outcome.WRONG


def _values(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(str(one) for one in values if str(one).strip())
