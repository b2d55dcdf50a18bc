"""What a server sends, read as it comes: a stream of events, or one JSON document.

The `openai` client's own reader is not used: it loses the last event where no blank line follows,
takes a document or a web page for an empty stream, and stops at the first event that is damaged.
"""

import codecs
import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hwlab_cli.identify.vision.loops import Loops
from hwlab_cli.identify.vision.wire import LostConnectionError

_MOST_TEXT = 2**20  # what the reader of replies takes
_START = 200


class NotEventsError(Exception):
    """The body is nothing that a model says; its start, for an error."""


@dataclass(slots=True)
class Said:
    """What a model said: its text, its thinking where that came apart, and how it ended.

    `is_cut` where the stream broke off or was damaged, `is_loop` where it was stopped for
    repeating itself; `texts`, `reasoning` and a tool call's `arguments` in pieces, as they came.
    """

    finish_reason: str | None = None
    model: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    is_cut: bool = False
    is_loop: bool = False
    texts: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it answered; the arguments of a tool call where it answered nothing else."""
        text = "".join(self.texts)
        return text if text.strip() else "".join(self.arguments) or text

    @property
    def thoughts(self) -> str:
        """What came as reasoning, by either of its names."""
        return "".join(self.reasoning)

    @property
    def is_done(self) -> bool:
        """Whether the server said how it ended."""
        return self.finish_reason is not None


class SaidError(Exception):
    """The server says that it failed, in the body of a good answer.

    `error` is what it says, `said` what the model had said before.
    """

    def __init__(self, error: Any, said: Said) -> None:
        super().__init__()
        self.error = error
        self.said = said


def read(body: Iterable[bytes], token: Callable[[bool], None]) -> Said:
    """Read a body to its end, or until the model loops.

    `token` is called for each piece that the model says, with whether it is thinking. Raises
    NotEventsError where no model speaks, SaidError, and what `wire` raises while nothing came.
    """
    reading = _Reading(token)
    begun = False
    came = _Came(body)
    try:
        for data in _documents(came):
            begun = reading.takes(data) or begun
            if reading.said.is_loop:
                break
    except LostConnectionError:
        if not reading.has_heard:
            raise
        reading.said.is_cut = True
    except _DamagedError:
        reading.said.is_cut = True
    if not begun:
        raise NotEventsError(came.start)
    return reading.said


class _DamagedError(Exception):
    """Data that is no JSON."""


class _Came:
    """The text of a body, piece by piece with lines that end alike; its start is kept."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self._body = body
        self.start = ""

    def __iter__(self) -> Iterator[str]:
        utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")
        decoder = io.IncrementalNewlineDecoder(utf8, translate=True)
        for data in itertools.chain(self._body, [None]):
            piece = decoder.decode(data) if data is not None else decoder.decode(b"", final=True)
            self.start += piece[: _START - len(self.start)]
            yield piece


class _Reading:
    def __init__(self, token: Callable[[bool], None]) -> None:
        self.said = Said()
        self.has_heard = False
        self._token = token
        self._left = _MOST_TEXT
        self._loops = {True: Loops(), False: Loops()}

    def takes(self, data: Any) -> bool:
        """Take one event or document in; tell whether it is of the API's kind."""
        if not isinstance(data, dict):
            return False
        said = self.said
        if data.get("error"):
            raise SaidError(data["error"], said)
        if isinstance(data.get("model"), str):
            said.model = said.model or data["model"]
        self._counts(data.get("usage"))
        choices = data.get("choices")
        if not isinstance(choices, list):
            return "usage" in data or data.get("object") == "chat.completion.chunk"
        for choice in choices:
            if isinstance(choice, dict) and choice.get("index") in (None, 0):
                self._choice(choice)
        return True

    def _choice(self, choice: dict[str, Any]) -> None:
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            whole = choice.get("message")
            # Some repeat at the end, as a whole, what they have sent in pieces.
            delta = whole if isinstance(whole, dict) and not self.has_heard else {}
        # Both names at once are one text, told twice.
        thoughts = delta.get("reasoning_content") or delta.get("reasoning")
        self._hears(self.said.reasoning, _text(thoughts), thinking=True)
        self._hears(self.said.texts, _text(delta.get("content")), thinking=False)
        for arguments in _arguments(delta.get("tool_calls")):
            self._hears(self.said.arguments, arguments, thinking=False)
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self.said.finish_reason = reason

    def _hears(self, kept: list[str], piece: str, *, thinking: bool) -> None:
        if not piece:
            return
        self.has_heard = True
        kept.append(piece[: self._left])
        self._left -= len(piece)
        self._token(thinking)
        if self._loops[thinking].hears(piece) or self._left <= 0:
            self.said.is_loop = True

    def _counts(self, usage: Any) -> None:
        if isinstance(usage, dict):
            said = self.said
            said.prompt_tokens = _count(usage.get("prompt_tokens"), said.prompt_tokens)
            said.completion_tokens = _count(usage.get("completion_tokens"), said.completion_tokens)


def _count(told: Any, before: int | None) -> int | None:
    is_count = isinstance(told, int) and not isinstance(told, bool) and told >= 0
    return told if is_count else before


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):  # parts, as in what is sent
        return "".join(
            part["text"]
            for part in content
            if isinstance(part, dict) and isinstance(part.get("text"), str)
        )
    return ""


def _arguments(calls: Any) -> Iterator[str]:
    for call in calls if isinstance(calls, list) else []:
        function = call.get("function") if isinstance(call, dict) else None
        arguments = function.get("arguments") if isinstance(function, dict) else None
        if isinstance(arguments, str):
            yield arguments


def _documents(came: Iterable[str]) -> Iterator[Any]:
    """Yield the JSON documents in a body: the whole of it, or each of its events."""
    pieces = iter(came)
    start = ""
    for piece in pieces:
        start = piece.lstrip("\ufeff \t\n")
        if start:
            break
    if start[:1] in {"{", "["}:
        yield from _whole_or_lines("".join([start, *pieces]))
    elif start[:1] == "<":
        raise _DamagedError
    else:
        yield from _events(_lines(itertools.chain([start], pieces)))


def _whole_or_lines(text: str) -> Iterator[Any]:
    try:
        yield _json(text)
    except _DamagedError:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise
        for line in lines:  # events without their frame
            yield _json(line)


def _events(lines: Iterable[str]) -> Iterator[Any]:
    """Yield the data of server-sent events (HTML standard, 9.2.6), also of a last, open one."""
    held: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield from _data(held)
            held = []
        elif line[0] in "{<":
            # An error or a page, put into the stream by what stands before the server.
            yield _json(line)
        elif name == "data" and value.strip() == "[DONE]":
            break
        elif name == "data":
            held.append(value)
    yield from _data(held)


def _data(held: list[str]) -> Iterator[Any]:
    if not held:
        return
    try:
        yield _json("\n".join(held))
    except _DamagedError:
        if len(held) < 2:
            raise
        for line in held:  # events without a blank line between them
            yield _json(line)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _DamagedError from None


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for piece in pieces:
        *ends, rest = piece.split("\n")
        for end in ends:
            yield "".join([*held, end])
            held.clear()
        held.append(rest)
    yield "".join(held)
