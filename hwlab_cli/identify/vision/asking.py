"""One ask as a whole: down the ladder, and once more where another way may bring the answer."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.vision import counts, meaning, patience, stream
from hwlab_cli.identify.vision.answer import Answer, Asked
from hwlab_cli.identify.vision.deadlines import Watch
from hwlab_cli.identify.vision.faults import (
    CutError,
    DoesNotFitError,
    LoopError,
    NoAnswerError,
    StoppedError,
    UnusableError,
    VisionError,
)
from hwlab_cli.identify.vision.keys import blanked
from hwlab_cli.identify.vision.meaning import RefusedExtrasError
from hwlab_cli.identify.vision.messages import messages
from hwlab_cli.identify.vision.pictures import Picture, smaller
from hwlab_cli.identify.vision.question import Question
from hwlab_cli.identify.vision.remembered import Remembered
from hwlab_cli.identify.vision.stream import Said, SaidError
from hwlab_cli.identify.vision.way import Way

T = TypeVar("T")
Read = Callable[[str, str | None], T]

_LENGTH = "length"
_MOST_TOKENS = 100_000
_BREAKS = 3
# So much of the budget must be spent for it to be what ended the answer, and not the context.
_SPENT = 0.9
_NEAR_A_FULL_CONTEXT = 0.98


class Asking(Generic[T]):
    """One ask of one model. Not to be used twice."""

    def __init__(
        self,
        way: Way,
        remembered: Remembered,
        prompt: Question,
        pictures: Sequence[Picture],
        read: Read[T],
        watch: Watch,
    ) -> None:
        self._way = way
        self._tier = way.tier
        self._remembered = remembered
        self._prompt = prompt
        self._pictures = list(pictures)
        self._read = read
        self._watch = watch
        self._rungs = remembered.rungs()
        self._max_tokens = way.tier.max_tokens
        self._tried: set[str] = set()
        self._breaks = 0
        self._notes: list[str] = []
        self._requests = 0
        self._extras: tuple[str, ...] = ()
        self._said = Said()
        self._best: tuple[T, str] | None = None  # of answers that were cut

    def answer(self) -> Answer[T]:
        """Return the answer; raises one of `faults`, with what there is to record of it."""
        try:
            value, text = self._answer()
        except VisionError as error:
            error.record(self._asked())
            raise
        return Answer(value, text, self._asked())

    def _answer(self) -> tuple[T, str]:
        while True:
            try:
                self._said = said = patience.patiently(self._request, self._way, self._watch)
                found = self._judged(said)
            except RefusedExtrasError as refusal:
                self._go_down(refusal.names)
            except StoppedError:
                raise
            except VisionError as error:
                if isinstance(error, DoesNotFitError) and self._halve():
                    continue
                best = self._cut_one()
                if best is None:
                    raise
                return best  # what went wrong since leaves it as good as it was
            else:
                if found is not None:
                    return found

    def _request(self, is_fresh: bool) -> Said:
        body = self._rungs.body(
            max_tokens=self._max_tokens,
            name=self._prompt.name,
            schema=self._prompt.schema,
            extra_body=self._tier.extra_body,
        )
        self._extras = self._rungs.extras(body)
        self._requests += 1
        self._said = Said()
        self._watch.connecting(is_fresh=is_fresh)
        with self._way.told_apart(body), self._way.client(self._watch) as client:
            create = client.chat.completions.with_streaming_response.create
            with create(
                model=self._tier.model,
                messages=messages(self._prompt.text, self._pictures),  # type: ignore[arg-type]
                extra_body=body,
            ) as response:
                return self._heard(response.iter_bytes())

    def _heard(self, body: Iterable[bytes]) -> Said:
        try:
            return stream.read(body, lambda thinking: self._watch.token(thinking=thinking))
        except SaidError as error:
            if not error.said.text.strip() or not meaning.tells_of_a_cut(error.error):
                raise
            error.said.finish_reason = _LENGTH
            return error.said

    def _judged(self, said: Said) -> tuple[T, str] | None:
        """Return the answer in what was said, None where it is to be asked for once more."""
        if said.is_loop:
            return self._of_a_loop(said)
        if not said.text.strip():
            return self._of_nothing(said)
        is_cut = said.is_cut or said.finish_reason == _LENGTH
        try:
            value = self._read(said.text, _LENGTH if is_cut else said.finish_reason)
        except ReplyError as error:
            if (is_cut or error.truncated) and self._may_go_on(said):
                return None
            if best := self._cut_one():
                return best
            kind = CutError if is_cut or error.truncated else NoAnswerError
            raise kind(error.message, item=self._way.item, hint=error.hint) from None
        if is_cut and not _is_json(said.text):
            self._best = (value, said.text)
            if self._may_go_on(said):
                return None
            self._cut_one()
        return self._kept(value, said)

    def _cut_one(self) -> tuple[T, str] | None:
        """Return an answer that was cut, where there is one and no whole one came of asking on."""
        if self._best is not None:
            self._notes.append("the answer was cut short")
        return self._best

    def _kept(self, value: T, said: Said) -> tuple[T, str]:
        rungs = self._rungs
        if self._prompt.schema is None:
            # Nothing was learned of its formats.
            rungs = rungs.with_format_of(self._remembered.rungs())
        elif rungs.format != "none" and not _is_json(said.text) and not said.is_cut:
            self._notes.append(f"the server took {rungs.format}, and did not keep to it")
        if "loop" in self._tried:
            # The fault of one photo, which says nothing of the next.
            rungs = rungs.with_format_of(self._remembered.rungs())
        if said.thoughts.strip():
            rungs = rungs.thinking_on()  # this way of switching it off does nothing here
        self._remembered.keep(rungs)
        doubt = counts.doubt(said.prompt_tokens, self._prompt.text, self._pictures)
        if doubt:
            self._notes.append(doubt)
        return value, said.text

    def _of_nothing(self, said: Said) -> tuple[T, str] | None:
        """Judge an answer without text: elsewhere, crowded out, forbidden, or not there."""
        thoughts = said.thoughts
        if said.finish_reason != _LENGTH and not said.is_cut and _is_json(thoughts):
            try:
                value = self._read(thoughts, said.finish_reason)
            except ReplyError:
                pass  # a complete document, and no answer: it is as if it were not there
            else:
                self._notes.append("the answer came as the model's reasoning")
                said.texts, said.reasoning = [thoughts], []
                return self._kept(value, said)
        is_full = _is_full(said)
        if is_full and self._halve():
            return None
        is_cut = said.is_cut or said.finish_reason == _LENGTH
        if is_cut and self._may_go_on(said):
            return None
        if not is_cut and self._free("empty"):
            return None
        if best := self._cut_one():
            return best
        if is_full:
            raise DoesNotFitError(
                "the answer is empty, and prompt and pictures fill the model's context",
                item=self._way.item,
                hint="give the server a larger context, or lower max_megapixels or crops",
            )
        if is_cut:
            spent = "thinking" if thoughts.strip() else "nothing that can be read"
            raise CutError(
                f"the answer was cut short: all its tokens went into {spent}",
                item=self._way.item,
                hint="raise max_tokens, or choose a model that need not think",
            )
        raise NoAnswerError(
            "the answer is empty", item=self._way.item, hint="ask again, or another model"
        )

    def _of_a_loop(self, said: Said) -> tuple[T, str] | None:
        self._notes.append("the model repeated itself, and was stopped")
        if not said.text.strip() and "thinking" not in self._tried:
            self._tried.add("thinking")
            self._rungs = self._rungs.thinking_on()
            return None
        if self._free("loop"):
            return None
        try:
            value = self._read(said.text, _LENGTH)
        except ReplyError:
            raise LoopError(
                "the model repeats itself without an end",
                item=self._way.item,
                hint="try another photo, or another model",
            ) from None
        return self._kept(value, said)

    def _may_go_on(self, said: Said) -> bool:
        """Prepare for asking again after an answer that was cut; tell whether that is worth it."""
        if said.is_cut:
            self._breaks += 1
            if self._breaks < _BREAKS:
                with self._way.told_apart():
                    self._watch.sleep(patience.FIRST_PAUSE * self._breaks)
                return True
            return False
        spent = said.completion_tokens
        if spent is not None and spent < _SPENT * self._max_tokens:
            return self._halve()  # the context's end, and not the budget's
        if "budget" in self._tried:
            # Where nothing was counted, it may be the context all the same.
            return spent is None and self._halve()
        self._tried.add("budget")
        thought = _thought(said)
        if thought:
            self._rungs = self._rungs.thinking_on()
        times = 4 if thought else 2
        self._max_tokens = min(times * self._max_tokens, max(_MOST_TOKENS, self._max_tokens))
        self._notes.append(f"asked once more for up to {self._max_tokens} tokens")
        return True

    def _halve(self) -> bool:
        """Make the pictures smaller, once; tell whether that was done now."""
        if "smaller" in self._tried or not self._pictures:
            return False
        self._tried.add("smaller")
        self._pictures = smaller(self._pictures)
        self._notes.append("the pictures did not fit, and were sent at half their size")
        return True

    def _free(self, why: str) -> bool:
        """Go on without a response_format, once; tell whether there was one."""
        if self._prompt.schema is None or self._rungs.format == "none":
            return False
        self._tried.add(why)
        self._rungs = self._rungs.free()
        return True

    def _go_down(self, names: set[str]) -> None:
        rungs = self._rungs.without(names)
        if rungs == self._rungs:  # nothing is left to leave out, and it would go on for ever
            raise UnusableError(
                f"it refuses {', '.join(sorted(names))}, and again without",
                item=self._way.item,
                hint="its own log says more",
            )
        self._rungs = rungs
        own = sorted(names & self._tier.extra_body.keys())
        if own:
            self._notes.append(f"the server refuses {', '.join(own)} of extra_body: left out")

    def _asked(self) -> Asked:
        said, tier = self._said, self._tier
        return Asked(
            tier=tier.name,
            endpoint=self._way.place.url,
            model=tier.model,
            answered_by=blanked(said.model, self._way.key)[:200],
            prompt=self._prompt.hash,
            seconds=round(self._watch.seconds, 3),
            first_token_seconds=_rounded(self._watch.first_token_seconds),
            prompt_tokens=said.prompt_tokens,
            completion_tokens=said.completion_tokens,
            finish_reason=said.finish_reason,
            extras=self._extras,
            requests=self._requests,
            notes=tuple(dict.fromkeys(self._notes)),
            thought=_thought(said),
        )


def _thought(said: Said) -> bool:
    return bool(said.thoughts.strip()) or "think>" in said.text


def _is_full(said: Said) -> bool:
    """Tell whether the tokens that were counted come to a context's usual size, or near it."""
    total = (said.prompt_tokens or 0) + (said.completion_tokens or 0)
    size = -(-total // 1024) * 1024
    return total >= 2000 and total >= _NEAR_A_FULL_CONTEXT * size


def _is_json(text: str) -> bool:
    """Tell whether a text is one whole JSON document, bare or fenced."""
    bare = text.strip()
    if bare.startswith("```"):
        bare = bare.removeprefix("```json").strip("`").strip()
    if bare[:1] not in {"{", "["}:
        return False
    try:
        json.loads(bare)
    except (ValueError, RecursionError):
        return False
    return True


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
