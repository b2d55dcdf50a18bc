"""Whom to ask, in order, and when it is enough."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hwlab_cli.errors import UsageError
from hwlab_cli.identify import prompts
from hwlab_cli.identify.choosing import with_choice
from hwlab_cli.identify.inquiry import Asks, Inquiry, Means, Verdict, Wish
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.research.second_try import Searches, with_research
from hwlab_cli.identify.resting import Resting
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.known_types import NOTHING_KNOWN, KnownTypes
from hwlab_cli.tier import EMBEDDED, Tier


class Tiers:
    """The tiers to ask. May be shared between threads."""

    def __init__(
        self,
        tiers: Sequence[Tier],
        state: Path,
        *,
        folder: str = "",
        only: str | None = None,
        connect: Callable[[Tier, Path], Asks] = Endpoint,
        resting: Resting | None = None,
        research: Searches | None = None,
    ) -> None:
        """Prepare to ask these tiers in their order, or `only` the one of that name.

        `state` is the state folder, `folder` that of the user's own prompts. Raises UsageError
        where there is no such tier, and ConfigError for prompts that can't work. Nothing is
        asked yet. `research` is asked what the tiers leave open.
        """
        self._in_turn = [by_name(tiers, only)] if only else [one for one in tiers if not one.shadow]
        self._shadows = [] if only else [one for one in tiers if one.shadow]
        models = [one for one in (*self._in_turn, *self._shadows) if one.name != EMBEDDED]
        self.resting = resting or Resting()
        self._research = research
        self._means = Means(
            {one.name: connect(one, state) for one in models},
            {one.name: one for one in prompts.load_all(folder)} if models else {},
            self.resting,
        )

    @property
    def slots(self) -> int:
        """How many questions may be under way at once; 0 where there is no model to ask."""
        return sum(tier.slots for tier in self._in_turn if tier.name != EMBEDDED)

    @property
    def shadow_slots(self) -> int:
        """How many questions to shadow tiers may be under way at once."""
        return sum(tier.slots for tier in self._shadows)

    def identify(
        self,
        looked: Looked,
        wish: Wish | None = None,
        listener: Listener = ignore,
        stop: Callable[[], bool] = bool,
        types: KnownTypes = NOTHING_KNOWN,
    ) -> Verdict:
        """Ask one tier after the other until an answer is good enough; return the best one.

        A tier that can't be asked, or whose answer can't be used, is passed over. Where `types`
        may mean several by it, the tier that gave it is asked which. Raises StoppedError where
        `stop` says so, PhotoError for a photo that can't be shown, and what `types` raise.
        """
        inquiry = Inquiry(self._means, looked, wish or Wish(), listener, stop, types)
        for tier in self._in_turn:
            opinion = inquiry.asked(tier)
            if opinion is not None and opinion.is_enough:
                break
        verdict = with_research(inquiry, inquiry.verdict(self._in_turn), self._research)
        return with_choice(inquiry, verdict)

    def shadowed(
        self,
        looked: Looked,
        stop: Callable[[], bool] = bool,
        types: KnownTypes = NOTHING_KNOWN,
    ) -> list[dict[str, Any]]:
        """Ask every shadow tier; return what is to be recorded of it."""
        inquiry = Inquiry(self._means, looked, Wish(), ignore, stop, types)
        for tier in self._shadows:
            inquiry.asked(tier)
        return inquiry.records

    def not_shadowed(self, why: str) -> list[dict[str, Any]]:
        """Return what is to be recorded where the shadow tiers were not asked."""
        return [
            {"tier": tier.name, "model": tier.model, "shadow": True, "error": why}
            for tier in self._shadows
        ]

    def close(self) -> None:
        """End what is under way."""
        for endpoint in self._means.endpoints.values():
            endpoint.close()


def by_name(tiers: Sequence[Tier], name: str) -> Tier:
    """Return the tier of a name, the embedded one also where it is not listed; or UsageError."""
    known = [*tiers, *([] if any(one.name == EMBEDDED for one in tiers) else [Tier(name=EMBEDDED)])]
    for tier in known:
        if tier.name == name:
            return tier
    raise UsageError(
        "there is no such tier",
        item=name,
        hint=f"the configuration has {', '.join(tier.name for tier in known)}",
    )
