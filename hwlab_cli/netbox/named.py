"""NetBox's objects that have a name and a slug: looked up by both, made where missing."""

from collections.abc import Callable, Iterable
from typing import Any

from hwlab_cli.netbox import same
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.making import made

_FIELDS = ("id", "name", "slug")


class Named:
    """All manufacturers, say: loaded once when first asked for, and kept.

    Two names whose `key` is the same are one thing, so that no twin is ever made. `extra` is
    what else an object needs that is made here.
    """

    def __init__(
        self,
        client: Client,
        endpoint: str,
        *,
        key: Callable[[str], str] = same.key,
        extra: dict[str, Any] | None = None,
    ) -> None:
        self._client = client
        self._endpoint = endpoint
        self._key = key
        self._extra = extra or {}
        self._all: list[dict[str, Any]] | None = None
        self._by_key: dict[str, dict[int, dict[str, Any]]] = {}

    def find(self, name: str) -> list[dict[str, Any]]:
        """Return what this name stands for; where one is spelled so exactly, that alone."""
        if self._all is None:
            self._all = list(self._client.find(self._endpoint, fields=_FIELDS))
            self._by_key = {}
            for one in self._all:
                for key in (self._keyed(one["name"]), self._keyed(one["slug"])):
                    self._by_key.setdefault(key, {})[one["id"]] = one
        found = list(self._by_key.get(self._keyed(name), {}).values())
        return [one for one in found if one["name"] == name] or found

    def make(self, names: Iterable[str]) -> dict[str, str]:
        """Make those of these names that stand for nothing; return why some could not be."""
        wanted = list(names)
        return made(self._client, self._endpoint, lambda: self.missing(wanted), self._forget)

    def missing(self, names: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the bodies of those of these names that stand for nothing yet."""
        wanted: dict[str, str] = {}
        for name in names:
            if not self.find(name):
                wanted.setdefault(self._keyed(name), name)
        taken = {one["slug"] for one in self._all or ()}
        return {
            name: {"name": name, "slug": same.slug(name, taken=taken), **self._extra}
            for name in wanted.values()
        }

    def _keyed(self, name: str) -> str:
        # What is punctuation all through has nothing to be told apart by but itself.
        return self._key(name) or name

    def _forget(self) -> None:
        self._all = None
