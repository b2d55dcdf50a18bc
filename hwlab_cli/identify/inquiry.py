"""The asking about one device: tier by tier, what was said, and what went wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from hwlab_cli.errors import ExitCode
from hwlab_cli.identify import prompts
from hwlab_cli.identify.disagreement import weighed
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.opinion import Opinion, of_answer, of_embedded
from hwlab_cli.identify.reply import answer as reply
from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.resting import Resting
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.identify.vision.faults import StoppedError, UnusableError, VisionError
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.identify.vision.pictures import Picture, pictures
from hwlab_cli.known_types import NOTHING_KNOWN, KnownTypes
from hwlab_cli.model import Identification
from hwlab_cli.tier import EMBEDDED, Tier

T = TypeVar("T")

# What a person has to mend is told before what may pass.
_GRAVEST_FIRST = (ExitCode.CONFIG, ExitCode.NOT_AUTHORIZED, ExitCode.MODEL_UNREACHABLE)


class Asks(Protocol):
    """What a tier is asked through."""

    def ask(
        self,
        prompt: prompts.Prompt,
        pictures: Sequence[Picture],
        read: Callable[[str, str | None], T],
        listener: Listener = ignore,
        stop: Callable[[], bool] = bool,
        admitted: Callable[[], object] = bool,
    ) -> Answer[T]:
        """Ask, and return what `read` makes of the answer; raises one of `vision.faults`.

        What `admitted` raises, once it is this one's turn, keeps it from asking.
        """

    def close(self) -> None:
        """End what is under way."""


@dataclass(frozen=True, slots=True)
class Means:
    """What it takes to ask: the endpoints by their tiers, the prompts, and who is left alone."""

    endpoints: Mapping[str, Asks]
    templates: Mapping[str, prompts.Template]
    resting: Resting


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person adds to the question: a hint, and the earlier answer that it is about."""

    hint: str = ""
    earlier: Identification | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tiers make of a device.

    `faults` are what went wrong with some of them. Where no model gave an answer, and what the
    embedded recognizer says is not enough, `missed` says why some could not be asked, for which
    another day may be better, or else `unusable` why their answers can't be used. `listed` are
    the devices that the best answer names, in its own words; none where it was cut short.
    """

    found: Identification
    faults: tuple[VisionError, ...] = ()
    missed: VisionError | None = None
    unusable: VisionError | None = None
    listed: tuple[Identification, ...] = ()


class Inquiry:
    """Asks tiers about one device. Raises what can't be passed over: StoppedError, PhotoError."""

    def __init__(
        self,
        means: Means,
        looked: Looked,
        wish: Wish,
        listener: Listener,
        stop: Callable[[], bool],
        types: KnownTypes = NOTHING_KNOWN,
    ) -> None:
        self.types = types
        self.records: list[dict[str, Any]] = []
        self._means = means
        self._looked = looked
        self._wish = wish
        self._listener = listener
        self._stop = stop
        self._opinions: list[Opinion] = []
        self._faults: list[VisionError] = []
        self._shown: dict[tuple[float, int], list[Picture]] = {}

    @property
    def looked(self) -> Looked:
        """What it is about."""
        return self._looked

    @property
    def best(self) -> Opinion | None:
        """The best of what models said; None where none did."""
        return max(self._opinions, key=lambda one: one.worth, default=None)

    @property
    def is_again(self) -> bool:
        """Whether an earlier answer is asked about anew."""
        return self._wish.earlier is not None

    @property
    def stop(self) -> Callable[[], bool]:
        """Tells whether the answer is wanted no more."""
        return self._stop

    def failed(self, fault: VisionError) -> None:
        """Tell of something that went wrong beside the tiers."""
        self._faults.append(fault)

    def template(self, name: str) -> prompts.Template:
        """Return the prompt of a name; only where there is a model to ask."""
        return self._means.templates[name]

    def asked(self, tier: Tier) -> Opinion | None:
        """Return what a tier says; None where it can't be asked, or its answer can't be used."""
        if tier.name == EMBEDDED:
            return of_embedded(tier, self._looked)
        opinion = self.opinion(tier, self._prompt())
        if opinion is not None:
            self._opinions.append(opinion)
        return opinion

    def opinion(self, tier: Tier, prompt: prompts.Prompt) -> Opinion | None:
        """Return what a model makes of a question about the device; None as above."""

        def read(text: str, finish_reason: str | None) -> Reply:
            return reply.read(text, finish_reason=finish_reason, examples=prompt.examples)

        answer = self.put(tier, prompt, read)
        if answer is None:
            return None
        opinion = of_answer(tier, answer, self._looked, prompt.text, self.types)
        self.records.append(opinion.record)
        return opinion

    def put(
        self, tier: Tier, prompt: prompts.Prompt, read: Callable[[str, str | None], T]
    ) -> Answer[T] | None:
        """Put a question to a model, for its answer to be recorded; None as above, recorded."""

        def admitted() -> None:
            # Somebody else may have been told, while this one waited for its turn.
            if fault := self._means.resting.fault(tier.name):
                raise fault

        fault = self._means.resting.fault(tier.name)
        if fault is None:
            try:
                answer = self._means.endpoints[tier.name].ask(
                    prompt, self._pictures(tier), read, self._listener, self._stop, admitted
                )
            except StoppedError:
                raise
            except VisionError as error:
                fault = error
                if not isinstance(error, UnusableError):
                    self._means.resting.failed(tier.name, error)
            else:
                self._means.resting.answered(tier.name)
                return answer
        self._faults.append(fault)
        self.records.append(_failed(tier, fault))
        return None

    def verdict(self, in_turn: Sequence[Tier]) -> Verdict:
        """Return the best of what was said, recorded with all that was asked for it."""
        embedded, opinions, best = self._looked.embedded, self._opinions, self.best
        if best is not None:
            found = weighed(best, [one for one in opinions if one is not best], embedded)
        else:
            found = embedded
        found = replace(found, asked=self._all_records())
        faults = tuple(self._faults)
        if opinions or not faults or self._is_enough(in_turn):
            listed = best.listed if best is not None and not best.truncated else ()
            return Verdict(found, faults, listed=listed)
        passing = [one for one in faults if not isinstance(one, UnusableError)]
        if not passing:
            return Verdict(found, faults, unusable=faults[0])
        gravest = min(passing, key=lambda one: _GRAVEST_FIRST.index(one.exit_code))
        return Verdict(found, faults, missed=gravest)

    def mended(self, verdict: Verdict, found: Identification) -> Verdict:
        """Return a verdict with what was found since, and what it took."""
        found = replace(found, asked=self._all_records())
        return replace(verdict, found=found, faults=tuple(self._faults))

    def _all_records(self) -> list[dict[str, Any]]:
        earlier = self._wish.earlier.asked if self._wish.earlier else []
        return [*earlier, *self.records]

    def _is_enough(self, in_turn: Sequence[Tier]) -> bool:
        own = next((tier for tier in in_turn if tier.name == EMBEDDED), Tier(name=EMBEDDED))
        return of_embedded(own, self._looked).is_enough

    def _prompt(self) -> prompts.Prompt:
        looked, wish, templates = self._looked, self._wish, self._means.templates
        readings, embedded = looked.readings, looked.embedded
        if wish.earlier is None:
            return prompts.identify(templates[prompts.IDENTIFY], readings, embedded, wish.hint)
        template = templates[prompts.REFINE]
        return prompts.refine(template, readings, embedded, wish.earlier, wish.hint)

    def _pictures(self, tier: Tier) -> list[Picture]:
        size = tier.max_megapixels, tier.crops
        if size not in self._shown:
            looked = self._looked
            self._shown[size] = pictures(
                looked.photos,
                looked.readings,
                parts=looked.parts,
                max_megapixels=size[0],
                crops=size[1],
            )
        return self._shown[size]


def _failed(tier: Tier, fault: VisionError) -> dict[str, Any]:
    """Return what is recorded of a tier that gave no answer."""
    known = fault.asked.to_json() if fault.asked else {"endpoint": tier.base_url}
    why = {"tier": tier.name, "model": tier.model, "error": fault.message}
    return {**known, **why, "shadow": tier.shadow}
