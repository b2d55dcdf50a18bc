"""The models that a server says it has: by the API's own list, or Ollama's.

A list proves little: some name whatever is in a cache, with or without vision, and some have no
list at all. So nothing is ever chosen from it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from hwlab_cli.identify.vision import patience
from hwlab_cli.identify.vision.deadlines import Watch
from hwlab_cli.identify.vision.faults import NotOpenAIError, UnusableError
from hwlab_cli.identify.vision.getting import at_root, got
from hwlab_cli.identify.vision.meaning import RefusedExtrasError
from hwlab_cli.identify.vision.way import Way

_OLLAMA = "/api/tags"


def listed(way: Way, watch: Watch) -> list[str]:
    """Return the names of a server's models, in its order; raises one of `faults`."""
    try:
        return _asked(way, "/models", _names_of_the_api, watch)
    except UnusableError as error:
        try:
            return _asked(at_root(way), _OLLAMA, _names_of_ollama, watch)
        except UnusableError:
            raise NotOpenAIError(
                f"it has no list of models: {error.message}", item=way.item, hint=error.hint
            ) from None


def _asked(way: Way, path: str, names: Callable[[Any], Iterator[str]], watch: Watch) -> list[str]:
    def request(is_fresh: bool) -> list[str]:
        return got(
            way, path, lambda data: list(dict.fromkeys(names(data))), watch, is_fresh=is_fresh
        )

    try:
        return patience.patiently(request, way, watch)
    except RefusedExtrasError as refusal:  # nothing was sent that could be refused
        raise NotOpenAIError(str(refusal), item=way.item) from None


def _names_of_the_api(data: Any) -> Iterator[str]:
    # A bare list in place of {"data": [...]} is a gateway's way.
    for one in data if isinstance(data, list) else data["data"]:
        yield _name(one["id"])


def _names_of_ollama(data: Any) -> Iterator[str]:
    for one in data["models"]:
        yield _name(one["name"])


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError("a model's name is text")
    return name
