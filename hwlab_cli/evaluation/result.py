"""What came of one device with one tier, and as data of a run's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hwlab_cli.evaluation.judging import Fields, Judged, Outcome
from hwlab_cli.identify.confidence import SHARES
from hwlab_cli.model import IdentifiedField

KIND = "evaluated"
"""The `type` of a result among JSON lines."""


@dataclass(frozen=True, slots=True)
class Result:
    """One device, as one tier has it, or all of them in turn.

    `photos` are names and `sha256` the photos' hashes, in the same order. `confidence` is
    hwlab's, `said_confidence` the model's own. Seconds and tokens are those of models; with the
    embedded recognizer, seconds are what it took to read the photos. `recognizer` is the tier
    whose answer it is. `error` says why there was no answer, empty where there was one.
    """

    tier: str
    model: str
    device: str
    photos: tuple[str, ...]
    sha256: tuple[str, ...]
    fields: Fields
    confidence: float | None = None
    said_confidence: float | None = None
    seconds: float | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    recognizer: str = ""
    error: str = ""

    @property
    def is_right(self) -> bool:
        """Whether every field whose truth is known is right."""
        return not self.error and all(one.outcome is Outcome.RIGHT for one in self.fields.values())

    def identity(self, *, said: bool = False) -> bool | None:
        """Tell whether the fields are right that a confidence is about; None where none is known.

        With `said`, those as the model itself has them.
        """
        about = [self.fields[name] for name in SHARES if name in self.fields]
        outcomes = [one.said_outcome if said else one.outcome for one in about]
        return all(one is Outcome.RIGHT for one in outcomes) if outcomes else None

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON line."""
        return {
            "type": KIND,
            "tier": self.tier,
            "model": self.model,
            "device": self.device,
            "photos": list(self.photos),
            "sha256": list(self.sha256),
            "right": self.is_right,
            "fields": {name.value: _field_to_json(one) for name, one in self.fields.items()},
            "confidence": self.confidence,
            "said_confidence": self.said_confidence,
            "seconds": self.seconds,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "recognizer": self.recognizer,
            "error": self.error,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Result":
        """Read back what `to_json` wrote.

        Raises LookupError, TypeError, ValueError or AttributeError for what is none.
        """
        fields = {
            IdentifiedField(name): _field_from_json(one) for name, one in data["fields"].items()
        }
        return cls(
            tier=str(data["tier"]),
            model=str(data["model"]),
            device=str(data["device"]),
            photos=tuple(map(str, data["photos"])),
            sha256=tuple(map(str, data["sha256"])),
            fields=fields,
            confidence=data["confidence"],
            said_confidence=data["said_confidence"],
            seconds=data["seconds"],
            prompt_tokens=data["prompt_tokens"],
            completion_tokens=data["completion_tokens"],
            recognizer=str(data["recognizer"]),
            error=str(data["error"]),
        )


def _field_to_json(one: Judged) -> dict[str, Any]:
    return {
        "outcome": one.outcome.value,
        "proven": one.proven,
        "wanted": list(one.wanted),
        "found": list(one.found),
        "said": None if one.said is None else list(one.said),
        "said_outcome": None if one.said_outcome is None else one.said_outcome.value,
    }


def _field_from_json(data: Mapping[str, Any]) -> Judged:
    said, said_outcome = data["said"], data["said_outcome"]
    return Judged(
        Outcome(data["outcome"]),
        proven=bool(data["proven"]),
        wanted=tuple(map(str, data["wanted"])),
        found=tuple(map(str, data["found"])),
        said=None if said is None else tuple(map(str, said)),
        said_outcome=None if said_outcome is None else Outcome(said_outcome),
    )
