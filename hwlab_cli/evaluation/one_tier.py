"""One tier, or all of them in turn, asked about one device after the other, and judged."""

from collections.abc import Callable, Sequence
from typing import Any

from hwlab_cli.errors import PhotoError
from hwlab_cli.evaluation.answers import is_of_every_photo
from hwlab_cli.evaluation.judging import judged, unanswered
from hwlab_cli.evaluation.looking import Looking, Seen
from hwlab_cli.evaluation.result import Result
from hwlab_cli.evaluation.sameness import Sameness
from hwlab_cli.evaluation.truth import Device
from hwlab_cli.identify.inquiry import Verdict
from hwlab_cli.identify.tiers import Tiers
from hwlab_cli.identify.vision.faults import VisionError
from hwlab_cli.identify.vision.heard import Listener
from hwlab_cli.known_types import KnownTypes
from hwlab_cli.tier import EMBEDDED

TOGETHER = "together"
"""What all tiers in turn are called, as `intake` asks them."""


class OneTier:
    """Asks a tier, or all `together`, about devices; may be shared between threads.

    `model` is the one that the tier asks for, empty where that is none or several.
    """

    def __init__(
        self,
        name: str,
        model: str,
        tiers: Tiers,
        looking: Looking,
        types: KnownTypes,
        listener: Listener,
        stop: Callable[[], bool],
    ) -> None:
        self._name = name
        self._model = model
        self._tiers = tiers
        self._looking = looking
        self._types = types
        self._sameness = Sameness(types)
        self._listener = listener
        self._stop = stop

    def result(self, device: Device) -> Result | PhotoError | None:
        """Return what came of a device; None where the tier can't be asked.

        Raises StoppedError where `stop` says so, and StateError where nothing can be kept.
        """
        try:
            seen = self._looking.at(device)
            verdict = self._tiers.identify(
                seen.looked, None, self._listener, self._stop, self._types
            )
        except PhotoError as error:
            return error
        fault = self._fault(verdict)
        # Where it can't be asked, nothing is learned of it.
        if fault is not None and is_of_every_photo(fault):
            return None
        return self._judged(device, seen, verdict, fault)

    def _fault(self, verdict: Verdict) -> VisionError | None:
        """Return why there was no answer: a tier is not to be given the embedded one's."""
        if self._name == TOGETHER:
            return verdict.missed
        return verdict.faults[0] if verdict.faults else None

    def _judged(
        self, device: Device, seen: Seen, verdict: Verdict, fault: VisionError | None
    ) -> Result:
        found = verdict.found
        records = found.asked
        whose = found.recognizer if self._name == TOGETHER else self._name
        said = next((one.get("said") for one in records if one.get("tier") == whose), None)
        if fault is None:
            fields = judged(device.fields, found, said, self._sameness)
        else:
            fields = unanswered(device.fields)
        return Result(
            tier=self._name,
            model=self._model,
            device=device.name,
            photos=tuple(photo.name for photo in seen.looked.photos),
            sha256=tuple(photo.sha256 for photo in seen.looked.photos),
            fields=fields,
            confidence=found.confidence if fault is None else None,
            said_confidence=said.get("confidence") if said else None,
            seconds=seen.seconds if self._name == EMBEDDED else _sum(records, "seconds"),
            prompt_tokens=_sum(records, "prompt_tokens"),
            completion_tokens=_sum(records, "completion_tokens"),
            recognizer=found.recognizer if fault is None else "",
            error=fault.message if fault else "",
        )


def _sum(records: Sequence[dict[str, Any]], name: str) -> Any:
    """Add up what there is of a figure; None where nothing is known of it."""
    known = [one[name] for one in records if one.get(name) is not None]
    return sum(known) if known else None
