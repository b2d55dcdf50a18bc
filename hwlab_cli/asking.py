"""Models at work: questions in threads of their own, beside the reading of further photos."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hwlab_cli.config import Settings
from hwlab_cli.errors import HwlabError
from hwlab_cli.identify.inquiry import Verdict, Wish
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.research.searxng import Searxng
from hwlab_cli.identify.tiers import Tiers
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.known_types import NOTHING_KNOWN, KnownTypes

_AHEAD = 2
"""How many devices have their pictures made while others are asked about, so that no slot waits."""
_WAITING_PER_SLOT = 2
"""How many devices may wait for a slot of a shadow tier, with their photos in memory."""


class Models:
    """Asks the configured tiers, as many at once as they have slots.

    Shadow tiers are asked when all else is settled, and never waited for before.
    """

    def __init__(
        self,
        settings: Settings,
        state: Path,
        *,
        only: str | None = None,
        listener: Listener = ignore,
        tiers: Tiers | None = None,
        research: bool | None = None,
    ) -> None:
        """Prepare to ask; raises what `Tiers` does. `only` names the one tier to ask.

        `research` tells whether what they leave open is looked up, None as the settings say.
        """
        is_wanted = settings.research.enabled if research is None else research
        self.tiers = tiers or Tiers(
            settings.tiers,
            state,
            folder=settings.prompts.folder,
            only=only,
            research=Searxng(settings.research) if is_wanted else None,
        )
        self.listener = listener
        self._stopped = False
        # No `with`: that would wait for the answers under way, also on Ctrl-C.
        self._pool = _pool(self.tiers.slots, "ask", ahead=_AHEAD)
        self._shadow_pool = _pool(self.tiers.shadow_slots, "shadow")
        self._shadows: dict[Future[list[dict[str, Any]]], str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped = True
        for pool in (self._pool, self._shadow_pool):
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)
        self.tiers.close()

    @property
    def slots(self) -> int:
        """How many questions may be under way at once; 0 where there is no model to ask."""
        return self.tiers.slots

    def ask(
        self,
        looked: Looked,
        stop: Callable[[], bool] = bool,
        wish: Wish | None = None,
        types: KnownTypes = NOTHING_KNOWN,
    ) -> Future[Verdict]:
        """Begin to ask about a device, and which of `types` it is.

        With no model to ask, the answer is there at once.
        """
        if self._pool is None:
            done: Future[Verdict] = Future()
            try:
                done.set_result(self.tiers.identify(looked, wish, types=types))
            except Exception as error:  # noqa: BLE001 - raised where the answer is asked for
                done.set_exception(error)
            return done

        def stopped() -> bool:
            return self._stopped or stop()

        return self._pool.submit(self.tiers.identify, looked, wish, self.listener, stopped, types)

    @property
    def shadows_left(self) -> int:
        """How many devices shadow tiers are still asked about."""
        return len(self._shadows)

    def shadow(
        self, hw_id: str, looked: Looked, types: KnownTypes = NOTHING_KNOWN
    ) -> list[dict[str, Any]]:
        """Begin to ask the shadow tiers about a device.

        Where they are busy, they are not: returns what is to be recorded of that.
        """
        if self._shadow_pool is None:
            return []
        if len(self._shadows) >= self.tiers.shadow_slots * (1 + _WAITING_PER_SLOT):
            return self.tiers.not_shadowed("not asked: still busy with the photos before")
        future = self._shadow_pool.submit(self.tiers.shadowed, looked, lambda: self._stopped, types)
        self._shadows[future] = hw_id
        return []

    def shadowed(self, *, wait_for_all: bool = False) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield what shadow tiers said by now, or all that they were asked for."""
        while self._shadows:
            patience = None if wait_for_all else 0
            done, _ = wait(self._shadows, timeout=patience, return_when=FIRST_COMPLETED)
            if not done:
                return
            for future in done:
                hw_id = self._shadows.pop(future)
                try:
                    yield hw_id, future.result()
                except HwlabError:
                    continue  # nothing depends on it, and there is nothing to record


def _pool(slots: int, name: str, *, ahead: int = 0) -> ThreadPoolExecutor | None:
    return ThreadPoolExecutor(slots + ahead, name) if slots else None
