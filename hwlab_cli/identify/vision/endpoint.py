"""One vision endpoint, as the rest of hwlab sees it."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hwlab_cli.errors import ConfigError
from hwlab_cli.identify.vision.addresses import Place, RefusedAddressError
from hwlab_cli.identify.vision.answer import Answer, Asked
from hwlab_cli.identify.vision.deadlines import Watch
from hwlab_cli.identify.vision.faults import SettingsError, StoppedError
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.identify.vision.keys import read_key
from hwlab_cli.identify.vision.remembered import Remembered
from hwlab_cli.tier import Tier

if TYPE_CHECKING:
    from hwlab_cli.identify.vision.pictures import Picture
    from hwlab_cli.identify.vision.question import Question

    # Has the client below it, which takes its time to load.
    from hwlab_cli.identify.vision.way import Way

T = TypeVar("T")

_LOOK = 0.2  # seconds between two looks whether a place among the slots is still wanted


class Endpoint:
    """One tier's endpoint and model. May be shared between threads.

    Nothing is loaded, resolved or read before the first question.
    """

    def __init__(self, tier: Tier, state: Path) -> None:
        self.tier = tier
        self._slots = threading.BoundedSemaphore(tier.slots)
        self._remembered = Remembered(state, tier.base_url, tier.model)
        self._lock = threading.Lock()
        self._way: Way | None = None
        self._closed = threading.Event()

    def ask(
        self,
        prompt: "Question",
        pictures: "Sequence[Picture]",
        read: Callable[[str, str | None], T],
        listener: Listener = ignore,
        stop: Callable[[], bool] = bool,
        admitted: Callable[[], object] = bool,
    ) -> Answer[T]:
        """Ask about some pictures, and return what `read` makes of the answer.

        `read` is given the text and the finish reason, and raises ReplyError where there is no
        answer in them. Waits for a slot; what `admitted` then raises keeps it from asking.
        Raises one of `faults`, each with its `asked`.
        """
        from hwlab_cli.identify.vision.asking import Asking

        def is_unwanted() -> bool:
            return self._closed.is_set() or stop()

        try:
            way = self._open()
            with self._slot(is_unwanted):
                admitted()
                watch = Watch(self.tier, listener, is_unwanted)
                return Asking(way, self._remembered, prompt, pictures, read, watch).answer()
        except (SettingsError, StoppedError) as error:
            if error.asked is None:
                tier = self.tier
                error.record(Asked(tier.name, tier.base_url, tier.model, prompt=prompt.hash))
            raise

    def models(self) -> list[str]:
        """Return the models that the server lists, in its order; raises one of `faults`."""
        from hwlab_cli.identify.vision.models import listed

        return listed(self._open(), Watch(self.tier, stop=self._closed.is_set))

    def memory(self) -> int | None:
        """Return the bytes that the model takes, None where the server does not say."""
        from hwlab_cli.identify.vision.memory import taken

        return taken(self._open(), self._closed.is_set)

    def close(self) -> None:
        """End what is under way."""
        self._closed.set()

    def _open(self) -> "Way":
        from hwlab_cli.identify.vision.client import certificates
        from hwlab_cli.identify.vision.way import Way

        with self._lock:
            if self._way is None:
                item = f"{self.tier.model} at {self.tier.base_url}"
                try:
                    place = Place.of(self.tier.base_url)
                    key = read_key(self.tier)
                except RefusedAddressError as error:
                    raise SettingsError(str(error), item=item, hint=error.hint) from None
                except ConfigError as error:
                    # Whose key it is matters more than where it should have come from.
                    message = f"{error.item}: {error.message}"
                    raise SettingsError(message, item=item, hint=error.hint) from None
                self._way = Way(self.tier, place, key, certificates(place))
            return self._way

    @contextlib.contextmanager
    def _slot(self, is_unwanted: Callable[[], bool]) -> Iterator[None]:
        while not self._slots.acquire(timeout=_LOOK):
            if is_unwanted():
                item = f"{self.tier.model} at {self.tier.base_url}"
                raise StoppedError("stopped before it was asked", item=item)
        try:
            yield
        finally:
            self._slots.release()
