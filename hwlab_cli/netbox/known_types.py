"""Device types as they are known elsewhere than in NetBox, for those who deliver there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class KnownType:
    """A device type and its names; `definition` is all of it, empty where only names are known.

    A definition has the format of the NetBox community's devicetype-library.
    """

    manufacturer: str
    model: str
    slug: str
    part_number: str = ""
    definition: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The type that is meant for sure, or in words those that may be; neither where none is."""

    type: KnownType | None = None
    candidates: tuple[str, ...] = ()


class KnownTypes(Protocol):
    """Whoever knows device types."""

    def meant(self, manufacturer: str, model: str, part_number: str | None) -> Answer:
        """Return which type is meant by what is known of a device."""

    def named(self, manufacturer: str, model: str, slug: str) -> KnownType | None:
        """Return the type of just this name, None where there is none or only its name."""


class NothingKnown:
    """Nobody who knows any."""

    def meant(
        self,
        manufacturer: str,  # noqa: ARG002 - it knows of none
        model: str,  # noqa: ARG002
        part_number: str | None,  # noqa: ARG002
    ) -> Answer:
        """Return nothing."""
        return Answer()

    def named(
        self,
        manufacturer: str,  # noqa: ARG002 - it knows of none
        model: str,  # noqa: ARG002
        slug: str,  # noqa: ARG002
    ) -> KnownType | None:
        """Return nothing."""
        return None
