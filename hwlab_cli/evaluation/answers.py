"""A tier's endpoint that is asked each question once: what it answered is kept."""

import contextlib
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from hwlab_cli.errors import ReplyError
from hwlab_cli.evaluation.kept import Kept, key_of
from hwlab_cli.identify.prompts import Prompt
from hwlab_cli.identify.vision.answer import Answer, Asked
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import (
    CutError,
    NoAnswerError,
    NoImagesError,
    NotOpenAIError,
    StoppedError,
    TimedOutError,
    UnusableError,
    VisionError,
)
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.identify.vision.pictures import Picture
from hwlab_cli.tier import Tier

T = TypeVar("T")

_KIND = "answers"
# What a model said, or failed to say: the same question would be answered so again.
_ITS_OWN = (NoAnswerError, CutError)


def is_of_every_photo(fault: VisionError) -> bool:
    """Tell whether a tier can't be asked at all: the fault is not one of a single question."""
    if isinstance(fault, UnusableError):
        return isinstance(fault, NoImagesError | NotOpenAIError)
    return not isinstance(fault, TimedOutError)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An answer that was kept: the text and how it ended, or why there was none."""

    asked: Asked
    text: str
    finish_reason: str | None
    memory: int | None
    item: str
    hint: str | None

    @classmethod
    def of(cls, data: dict[str, Any] | None) -> "_Entry | None":
        """Read back what was kept; None where there is nothing, or it is damaged."""
        if data is None:
            return None
        try:
            asked = Asked.from_json(data["asked"])
            return cls(
                asked,
                str(data["text"]),
                data["finish_reason"],
                data["memory"],
                str(data["item"]),
                data["hint"],
            )
        except (LookupError, TypeError, ValueError, AttributeError):
            return None


class KeptAnswers:
    """Asks one tier, and remembers what came of it: for ever, or an outage for this run.

    An answer is kept by all that it came from: endpoint and model, prompt and pictures, and the
    settings that go along. What hwlab makes of it is worked out anew each time. May be shared
    between threads.
    """

    def __init__(self, tier: Tier, endpoint: Endpoint, kept: Kept, *, fresh: bool = False) -> None:
        self._tier = tier
        self._endpoint = endpoint
        self._kept = kept
        self._fresh = fresh
        self._asked: set[str] = set()
        self._failed: dict[str, VisionError] = {}
        self._lock = threading.Lock()
        self._tells_memory = True
        self.memory: int | None = None
        """The most bytes that the server said the model takes."""
        self.down: VisionError | None = None
        """Why the tier can't be asked, about any photo."""

    def ask(
        self,
        prompt: Prompt,
        pictures: Sequence[Picture],
        read: Callable[[str, str | None], T],
        listener: Listener = ignore,
        stop: Callable[[], bool] = bool,
        admitted: Callable[[], object] = bool,
    ) -> Answer[T]:
        """Ask, or say again what was answered; raises as `Endpoint.ask` does."""
        key = self._key(prompt, pictures)
        if key in self._failed:
            raise self._failed[key]
        is_known = not self._fresh or key in self._asked
        entry = _Entry.of(self._kept.load(_KIND, key)) if is_known else None
        if entry is not None:
            return self._again(entry, read)
        if self.down is not None:
            raise self.down
        return self._answer(key, prompt, pictures, read, listener, stop, admitted)

    def close(self) -> None:
        """End what is under way."""
        self._endpoint.close()

    def _answer(
        self,
        key: str,
        prompt: Prompt,
        pictures: Sequence[Picture],
        read: Callable[[str, str | None], T],
        listener: Listener,
        stop: Callable[[], bool],
        admitted: Callable[[], object],
    ) -> Answer[T]:
        ended: dict[str, str | None] = {}

        def noting(text: str, finish_reason: str | None) -> T:
            value = read(text, finish_reason)
            ended[text] = finish_reason
            return value

        try:
            answer = self._endpoint.ask(prompt, pictures, noting, listener, stop, admitted)
        except StoppedError:
            raise
        except VisionError as error:
            self._note(key, error)
            raise
        self._keep(key, answer.asked, answer.text, ended.get(answer.text))
        return answer

    def _note(self, key: str, error: VisionError) -> None:
        if isinstance(error, _ITS_OWN) and error.asked is not None:
            self._keep(key, error.asked, item=error.item or "", hint=error.hint)
        elif is_of_every_photo(error):
            self.down = error
        else:
            # Not kept: another setting of the server, or more time, may make it go away.
            self._failed[key] = error

    def _keep(
        self,
        key: str,
        asked: Asked,
        text: str = "",
        finish_reason: str | None = None,
        item: str = "",
        hint: str | None = None,
    ) -> None:
        memory = None
        with contextlib.suppress(StoppedError):  # the answer is there, and worth keeping
            memory = self._endpoint.memory() if self._tells_memory else None
        self._tells_memory = memory is not None
        self._remember(memory)
        data = {"text": text, "finish_reason": finish_reason, "item": item, "hint": hint}
        self._kept.keep(_KIND, key, {"asked": asked.to_json(), "memory": memory, **data})
        self._asked.add(key)

    def _again(self, entry: _Entry, read: Callable[[str, str | None], T]) -> Answer[T]:
        self._remember(entry.memory)
        if entry.asked.error:
            error = UnusableError(entry.asked.error, item=entry.item, hint=entry.hint)
            error.asked = entry.asked
            raise error
        try:
            value = read(entry.text, entry.finish_reason)
        except ReplyError as failure:
            # hwlab reads answers more strictly than when this one was kept.
            again = NoAnswerError(failure.message, item=entry.item, hint=failure.hint)
            again.record(entry.asked)
            raise again from None
        return Answer(value, entry.text, entry.asked)

    def _remember(self, memory: int | None) -> None:
        with self._lock:
            known = [one for one in (self.memory, memory) if one is not None]
            self.memory = max(known, default=None)

    def _key(self, prompt: Prompt, pictures: Sequence[Picture]) -> str:
        tier = self._tier
        return key_of(
            [tier.base_url, tier.model, tier.max_tokens, tier.extra_body],
            [prompt.name, prompt.text, prompt.schema],
            [[hashlib.sha256(one.jpeg).hexdigest(), one.caption] for one in pictures],
        )
