"""A SearXNG that says what a test tells it to, in the format that its documentation has."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from vision_server import Act, Exchange, ScriptedServer


def page(title: str, content: str = "", url: str = "https://example.com/", **more: Any) -> Any:
    """One result, with all that stands in one."""
    parts = urlsplit(url)
    return {
        "url": url,
        "title": title,
        "content": content,
        "publishedDate": None,
        "thumbnail": "",
        "engine": "duckduckgo",
        "template": "default.html",
        "parsed_url": [parts.scheme, parts.netloc, parts.path, "", parts.query, ""],
        "img_src": "",
        "priority": "",
        "engines": ["duckduckgo", "brave"],
        "positions": [1, 2],
        "score": 3.0,
        "category": "general",
        **more,
    }


def finds(*pages: Any, silent: Any = ()) -> Act:
    """Find these pages."""

    def act(exchange: Exchange) -> None:
        answer = {
            "query": query_of(exchange.seen.target),
            "number_of_results": 0,
            "results": list(pages),
            "answers": [],
            "corrections": [],
            "infoboxes": [],
            "suggestions": [],
            "unresponsive_engines": silent,
        }
        exchange.whole(200, json.dumps(answer))

    return act


def query_of(target: str) -> str:
    """The words of a request."""
    (words,) = parse_qs(urlsplit(target).query)["q"]
    return words


def queries(server: ScriptedServer) -> list[str]:
    """The words that a server was asked for, each for JSON at the documented place."""
    for one in server.seen:
        parts = urlsplit(one.target)
        assert (one.method, parts.path) == ("GET", "/search")
        assert parse_qs(parts.query)["format"] == ["json"]
    return [query_of(one.target) for one in server.seen]


def root(server: ScriptedServer) -> str:
    """The address at which it is SearXNG."""
    return server.url.removesuffix("/v1")
