"""What a server says of itself at a path of its own, beside the questions to its models."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import httpx2

from hwlab_cli.identify.vision.addresses import Place
from hwlab_cli.identify.vision.deadlines import Watch
from hwlab_cli.identify.vision.stream import NotEventsError
from hwlab_cli.identify.vision.way import Way

T = TypeVar("T")


def at_root(way: Way) -> Way:
    """Return the way to what a server has beside the OpenAI-compatible API."""
    return replace(way, place=Place.of(way.place.url.removesuffix("/v1")))


def got(way: Way, path: str, read: Callable[[Any], T], watch: Watch, *, is_fresh: bool = True) -> T:
    """Return what `read` makes of the JSON at a path; raises one of `faults`.

    `read` raises LookupError, TypeError, AttributeError or ValueError for what is none of it.
    Raises RefusedExtrasError, too, where a server says it of a request that had none.
    """
    watch.connecting(is_fresh=is_fresh)
    with way.told_apart(), way.client(watch) as client:
        response = client.get(path, cast_to=httpx2.Response)
        try:
            return read(response.json())
        except (LookupError, TypeError, AttributeError, ValueError):
            raise NotEventsError(response.text) from None
