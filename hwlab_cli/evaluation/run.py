"""Tiers asked about devices whose truth is known, one tier after the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.config import Settings
from hwlab_cli.errors import ConfigError, HwlabError, PhotoError
from hwlab_cli.evaluation.answers import KeptAnswers
from hwlab_cli.evaluation.kept import Kept
from hwlab_cli.evaluation.looking import Looking
from hwlab_cli.evaluation.one_tier import TOGETHER, OneTier
from hwlab_cli.evaluation.result import Result
from hwlab_cli.evaluation.truth import Device
from hwlab_cli.identify.resting import Resting
from hwlab_cli.identify.tiers import Tiers, by_name
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import VisionError
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.tier import EMBEDDED, Tier

T = TypeVar("T")


@dataclass(slots=True)
class Evaluated:
    """What came of one tier: a result for each device that it was asked about.

    `fault` says why it could not be asked about the others; `mishaps` what was wrong with some
    devices' photos. `memory_bytes` is what the server said of its model.
    """

    tier: str
    results: list[Result] = field(default_factory=list)
    fault: VisionError | None = None
    mishaps: list[PhotoError] = field(default_factory=list)
    memory_bytes: int | None = None

    @property
    def errors(self) -> list[HwlabError]:
        """All that is to be told of."""
        return [*self.mishaps, *([self.fault] if self.fault else [])]


def chosen(tiers: Sequence[Tier], wanted: Sequence[str]) -> list[str]:
    """Return which tiers are to be evaluated: those wanted, or else all of them, and together.

    Raises UsageError for one that there is not, ConfigError where one is called `together`.
    """
    if any(tier.name == TOGETHER for tier in tiers):
        raise ConfigError(
            "this is what eval calls all tiers in turn",
            item=f"tiers.{TOGETHER}",
            hint="give the tier another name",
        )
    for name in wanted:
        if name != TOGETHER:
            by_name(tiers, name)
    if wanted:
        return list(dict.fromkeys(wanted))
    names = [EMBEDDED, *(tier.name for tier in tiers if tier.name != EMBEDDED)]
    in_turn = [tier for tier in tiers if not tier.shadow and tier.name != EMBEDDED]
    return [*names, TOGETHER] if in_turn else names


class Evaluating:
    """Evaluates tiers over devices. What was read and answered before is not asked again."""

    def __init__(
        self,
        settings: Settings,
        state: Path,
        *,
        fresh: bool = False,
        listener: Listener = ignore,
        connect: Callable[[Tier, Path], Endpoint] = Endpoint,
    ) -> None:
        """Prepare; nothing is read or asked yet. `fresh` asks again for what is kept."""
        self._settings = settings
        self._state = state
        self._fresh = fresh
        self.listener = listener
        self._connect = connect
        self._kept = Kept(state)
        self._types = CatalogTypes(state)
        limit = settings.photos.max_megapixels
        self._looking = Looking(self._kept, self._types, limit, fresh=fresh)
        self._answers: dict[str, KeptAnswers] = {}
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped = True
        for answers in self._answers.values():
            answers.close()

    def read(
        self, devices: Sequence[Device], step: Callable[[], None] = lambda: None
    ) -> tuple[list[Device], list[PhotoError]]:
        """Read the photos of all devices; return those that can be used, and why others can't.

        Raises what is wrong with the catalog or the recognizer, before any model is asked.
        """
        self._types.read()
        usable, errors = [], []
        jobs = self._settings.intake.jobs

        def look(device: Device) -> PhotoError | None:
            try:
                self._looking.at(device)
            except PhotoError as error:
                return error
            return None

        for device, error in zip(devices, self._in_threads(look, devices, jobs, step), strict=True):
            if error is None:
                usable.append(device)
            else:
                errors.append(error)
        return usable, errors

    def tier(
        self, name: str, devices: Sequence[Device], step: Callable[[], None] = lambda: None
    ) -> Evaluated:
        """Evaluate one tier, or all of them `together`; raises what `Tiers` does."""
        tiers = Tiers(
            self._settings.tiers,
            self._state,
            folder=self._settings.prompts.folder,
            only=None if name == TOGETHER else name,
            connect=self._asked_once,
            # Whoever can't be asked is told of, and not waited for.
            resting=_Restless(),
        )
        known = {tier.name: tier for tier in self._settings.tiers}
        one = OneTier(
            name,
            known[name].model if name in known else "",
            tiers,
            self._looking,
            self._types,
            self.listener,
            lambda: self._stopped,
        )
        found = Evaluated(name)
        for result in self._in_threads(one.result, devices, max(tiers.slots, 1), step):
            if isinstance(result, Result):
                found.results.append(result)
            elif result is not None:
                found.mishaps.append(result)
        answers = self._answers.get(name)
        if answers is not None:
            found.fault, found.memory_bytes = answers.down, answers.memory
        return found

    def _asked_once(self, tier: Tier, state: Path) -> KeptAnswers:
        if tier.name not in self._answers:
            endpoint = self._connect(tier, state)
            self._answers[tier.name] = KeptAnswers(tier, endpoint, self._kept, fresh=self._fresh)
        return self._answers[tier.name]

    def _in_threads(
        self,
        work: Callable[[Device], T],
        devices: Sequence[Device],
        threads: int,
        step: Callable[[], None],
    ) -> list[T]:
        """Do this for each device, and return what came of each, in their order."""
        done: list[T] = []
        # No `with`: that would wait for what is under way, also on Ctrl-C.
        pool = ThreadPoolExecutor(threads, "eval")
        try:
            for result in pool.map(work, devices):
                done.append(result)
                step()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return done


class _Restless(Resting):
    """Lets every tier be asked about every device, however the last time went."""

    def fault(self, tier: str) -> VisionError | None:  # noqa: ARG002 - the base's signature
        return None
