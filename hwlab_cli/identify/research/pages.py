"""What a SearXNG found: its JSON read as pages, as its documentation has them.

https://docs.searxng.org/dev/search_api.html, and `searx/webapp.py` for what stands in it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from hwlab_cli.identify.grounding.whole import whole_in
from hwlab_cli.identify.values import clean

_LONGEST_TITLE = 200
_LONGEST_SNIPPET = 500
_LONGEST_ADDRESS = 500
_MOST_READ = 100
_MOST_ENGINES = 5


class NoPagesError(Exception):
    """What came is not what a SearXNG says."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was found, and not fetched: its title, a few words of it, its address."""

    title: str
    snippet: str
    address: str

    @property
    def text(self) -> str:
        """What a model is told of it, on one line."""
        return ": ".join(filter(None, (self.title, self.snippet)))

    def names(self, value: str) -> bool:
        """Tell whether a value stands whole in what is known of the page."""
        shown = (self.title, self.snippet)
        if any(True for text in shown for _ in whole_in(text, value)):
            return True
        # In an address hyphens and slashes part words, where they bind them in print.
        word = rf"(?<![^\W_]){re.escape(value)}(?![^\W_])"
        return re.search(word, unquote(urlsplit(self.address).path), re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """The pages that a search found, in its order, and what kept engines from finding more."""

    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()


def read(body: bytes) -> Found:
    """Read an answer; raises NoPagesError for what is none."""
    try:
        # Snippets have control characters in them now and then, as pages do.
        data = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        raise NoPagesError from None
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        raise NoPagesError
    pages = dict.fromkeys(_pages(data["results"][:_MOST_READ]))
    return Found(tuple(pages), tuple(_silent(data.get("unresponsive_engines"))))


def _pages(results: Sequence[Any]) -> Iterator[Page]:
    for one in results:
        if not isinstance(one, dict):
            continue
        title, snippet = _text(one.get("title")), _text(one.get("content"))
        address = _address(one.get("url"))
        if address and (title or snippet):
            yield Page(title[:_LONGEST_TITLE], snippet[:_LONGEST_SNIPPET], address)


def _address(url: Any) -> str:
    if not isinstance(url, str) or len(url) > _LONGEST_ADDRESS or not url.isprintable():
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def _silent(engines: Any) -> Iterator[str]:
    """Yield who did not answer, and why: pairs of an engine's name and a reason."""
    for one in engines[:_MOST_ENGINES] if isinstance(engines, list) else ():
        if isinstance(one, list) and one and all(isinstance(part, str) for part in one):
            yield f"no answer of {': '.join(_text(part)[:60] for part in one)}"


def _text(value: Any) -> str:
    return " ".join(clean(value).split()) if isinstance(value, str) else ""
