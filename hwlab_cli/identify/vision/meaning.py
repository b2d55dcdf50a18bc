"""What a server's error means, whatever its status: servers agree on none.

Read off llama.cpp, llama-cpp-python, Ollama, LM Studio, vLLM, LiteLLM and oMLX.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from hwlab_cli import retry_after
from hwlab_cli.identify.vision.faults import (
    DoesNotFitError,
    NoImagesError,
    NotAuthorizedError,
    NotOpenAIError,
    UnreachableError,
    UnusableError,
    VisionError,
)
from hwlab_cli.identify.vision.keys import BLANKED, blanked
from hwlab_cli.identify.vision.ladder import refused

_LONGEST_QUOTE = 300

_CONTEXT = re.compile(
    r"exceed_context_size|context_length_exceeded|\bn_ctx\b"
    r"|context (?:size|length|window)|maximum context|available context"
    r"|(?:prompt|input|request) is too (?:long|large)|too many tokens",
    re.IGNORECASE,
)
_MEMORY = re.compile(
    r"out of memory|not enough memory|insufficient (?:\w+ ){0,2}memory|memory limit", re.IGNORECASE
)
_NO_IMAGES = re.compile(
    r"images? (?:input|content)s?(?: is| are)? not supported|mmproj"
    r"|(?:does not|doesn't|not) support\w* (?:image|vision|multimodal|multi-modal)"
    r"|(?:not an?|isn't an?) (?:vision|multimodal|multi-modal)"
    r"|no (?:vision|image) support|(?:image_url|images?) (?:is |are )?(?:un|not )supported"
    r"|content\W.{0,40}(?:must|should) be (?:an? )?(?:valid )?string"
    r"|(?:unsupported|invalid) content (?:type|part)\W+(?:type\W+)?image",
    re.IGNORECASE,
)
_BAD_IMAGE = re.compile(
    r"(?:invalid|failed|could not|cannot|can't|unable|broken|unsupported)\W.{0,60}\bimage"
    r"|\bimage\b.{0,60}(?:invalid|failed|broken|decode)",
    re.IGNORECASE | re.DOTALL,
)
_LOADING = re.compile(r"loading|starting up|warming up|not ready|unavailable_error", re.IGNORECASE)
# llama.cpp's words for JSON by a schema that its own limit of tokens has cut.
_CUT = re.compile(r"does not match the expected .{0,40}\bformat", re.IGNORECASE)


class RefusedExtrasError(Exception):
    """A server will not have some parameters of a request."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as a server sent it: its status, its body as JSON data or None, as text."""

    status: int
    data: Any
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def meaning(
    refusal: Refusal, *, item: str, key: str, sent: dict[str, Any]
) -> VisionError | RefusedExtrasError:
    """Return what to raise for an error; `item` names model and endpoint, `sent` what was asked."""
    status = refusal.status
    words = "; ".join(_words(refusal.data)) or refusal.text.strip()
    quoted = _quoted(words, key) if refusal.data is not None else ""
    told = f": {quoted}" if quoted else ""
    named = list(_named(refusal.data))
    if 300 <= status < 400:
        to = _quoted(refusal.headers.get("Location", "elsewhere"), key)
        return NotOpenAIError(
            f"it redirects to {to}, which is not followed",
            item=item,
            hint="set base_url to where the API itself answers",
        )
    if status in {401, 403}:
        return NotAuthorizedError(
            f"{'the API key is refused' if key else 'it asks for an API key'} ({status}){told}",
            item=item,
            hint="api_key_env, api_key_file or api_key_command says where the key is",
        )
    fits = _does_not_fit(status, words, told, item)
    if fits:
        return fits
    if _NO_IMAGES.search(words):
        return NoImagesError(
            f"this model takes no images{told}",
            item=item,
            hint="choose a vision model, or start the server with the model's projector",
        )
    if status >= 400 and status not in {404, 429, 502, 503, 504}:
        names = refused(sent, named, words, is_fault=status >= 500)
        if names:
            return RefusedExtrasError(names)
    return _unavailable(refusal, words, told, item) or _refusal(refusal, words, told, item)


def _does_not_fit(status: int, words: str, told: str, item: str) -> DoesNotFitError | None:
    if status == 413:
        message = f"the pictures are too large for the server (413){told}"
        hint = "lower max_megapixels or crops, or raise the server's limit for a request's size"
    elif status == 507 or _MEMORY.search(words):
        message = f"the model does not fit into the server's memory ({status}){told}"
        hint = "choose a smaller model, or lower max_megapixels"
    elif _CONTEXT.search(words):
        message = f"prompt and pictures do not fit the model's context{told}"
        hint = "give the server a larger context, or lower max_megapixels or crops"
    else:
        return None
    return DoesNotFitError(message, item=item, hint=hint)


def _unavailable(refusal: Refusal, words: str, told: str, item: str) -> UnreachableError | None:
    status, wait = refusal.status, _wait(refusal.headers)
    if status in {500, 503} and _LOADING.search(words):
        return UnreachableError(
            f"it is still loading the model ({status}){told}",
            item=item,
            hint="wait until it has, or raise load_seconds",
            passes=True,
            wait=wait,
            is_loading=True,
        )
    if status == 429:
        message, hint = "it asks for fewer requests (429)", "lower slots, or try again later"
    elif status == 503:
        message, hint = "it is not available (503)", "try again later"
    elif status in {408, 502, 504}:
        message = f"a proxy answers in its place ({status}), and not as an OpenAI-compatible server"
        hint = "is the server behind the proxy running?"
    else:
        return None
    return UnreachableError(f"{message}{told}", item=item, hint=hint, passes=True, wait=wait)


def _refusal(refusal: Refusal, words: str, told: str, item: str) -> VisionError:
    status = refusal.status
    if status == 404 and refusal.data is not None and "model" in words.casefold():
        return UnreachableError(
            f"it has no such model{told}", item=item, hint="`hwlab models list` shows what it has"
        )
    if status >= 500:
        return UnreachableError(
            f"it broke down over the request ({status}){told}",
            item=item,
            hint="its own log says more",
        )
    if refusal.data is None or status in {404, 405}:
        return NotOpenAIError(
            f"there is no OpenAI-compatible API at this address ({status}){told}",
            item=item,
            hint="base_url mostly ends in /v1",
        )
    if _BAD_IMAGE.search(words):
        return UnusableError(
            f"it can't read a picture ({status}){told}", item=item, hint="try another photo"
        )
    return UnusableError(
        f"it refuses the request ({status}){told}",
        item=item,
        hint="`extra_body` of the tier is sent along; the server's own log says more",
    )


def not_openai(start: str, *, item: str, key: str) -> NotOpenAIError:
    """Return the error for an answer in which no model speaks."""
    begins = f"it begins {_quoted(start, key, 80)!r}" if start.strip() else "it is empty"
    return NotOpenAIError(
        f"not an OpenAI-compatible answer: {begins}",
        item=item,
        hint="is base_url right? It mostly ends in /v1",
    )


def tells_of_a_cut(error: Any) -> bool:
    """Tell whether an error in the middle of an answer only means that it was cut short."""
    return any(map(_CUT.search, _words(error)))


def said(error: Any, headers: Mapping[str, str]) -> Refusal:
    """Return an error that came in a good answer as one with the status that it names."""
    named = [error.get(name) for name in ("code", "status")] if isinstance(error, dict) else []
    codes = [one for one in named if isinstance(one, int) and 400 <= one < 600]
    return Refusal(codes[0] if codes else 500, {"error": error}, headers=headers)


def of_text(status: int, text: str, headers: Mapping[str, str]) -> Refusal:
    """Return the error that a body says."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    return Refusal(status, data, text, headers)


def _words(data: Any) -> Iterator[str]:
    """Yield what an error says: its message and kind, wherever servers put those."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data[:20]:
            yield from _words(one)
    elif isinstance(data, dict):
        for name in ("error", "detail", "message", "msg", "type", "code"):
            if isinstance(data.get(name), str | list | dict):
                yield from _words(data[name])


def _named(data: Any) -> Iterator[str]:
    """Yield the names of parameters that an error is about."""
    if isinstance(data, list):
        for one in data[:20]:
            yield from _named(one)
    elif isinstance(data, dict):
        if isinstance(data.get("param"), str):
            yield data["param"]
        if isinstance(data.get("loc"), list):
            yield from (str(part) for part in data["loc"])
        for name in ("error", "detail"):
            yield from _named(data.get(name))


def _quoted(words: str, key: str, most: int = _LONGEST_QUOTE) -> str:
    """Return a server's words on one line, cut, and without the key in any spelling of it."""
    text = blanked(words, key)
    if key:
        for spelling in (quote(key, safe=""), json.dumps(key)[1:-1]):
            text = text.replace(spelling, BLANKED)
    return " ".join(text.split())[:most]


def _wait(headers: Mapping[str, str]) -> float | None:
    return retry_after.seconds(headers.get("Retry-After", ""), fractions=True)
