"""The device type that a device is to have, before NetBox is asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hwlab_cli.known_types import KnownType


@dataclass(frozen=True, slots=True)
class Sought:
    """A type that is sought: its names, and all of it where that is known.

    `question` is what a person is asked, where nobody is sure.
    """

    manufacturer: str
    body: dict[str, Any]
    known: KnownType | None = None
    question: str = ""

    @classmethod
    def of(cls, known: KnownType) -> "Sought":
        """Return what to seek where the catalog is sure: its names, not those that were read."""
        names = {"model": known.model, "part_number": known.part_number}
        return cls(known.manufacturer, names, known)

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.manufacturer} {self.body['model']}"


def is_as_named(body: Mapping[str, Any]) -> bool:
    """Tell whether a person said that the type is the one of just this name."""
    return bool(body.get("as_named"))
