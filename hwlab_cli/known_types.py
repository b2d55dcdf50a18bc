"""Device types as the catalog knows them, for the rooms below it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Side = Literal["front", "rear"]

_WHICH = "it may be one of these device types (type=1 picks the first, type=new none of them)"


@dataclass(frozen=True, slots=True)
class Elevation:
    """A picture of one side of a type: its file as it is, or in words why it can't be had."""

    side: Side
    file_name: str = ""
    mime: str = ""
    data: bytes = b""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class KnownType:
    """A device type and its names; `definition` is all of it, empty where only names are known.

    A definition has the format of the NetBox community's devicetype-library. `elevations`
    reads and checks the pictures when they are needed.
    """

    manufacturer: str
    model: str
    slug: str
    part_number: str = ""
    definition: Mapping[str, Any] = field(default_factory=dict)
    elevations: Callable[[], Sequence[Elevation]] = field(default=tuple, compare=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type that may be meant, and in words what speaks for and against it."""

    type: KnownType
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The type that is meant for sure, or those that may be, best first; neither where none is."""

    type: KnownType | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def question(self) -> str:
        """What a person is asked where several may be meant; empty where not."""
        if not self.candidates:
            return ""
        # A reason has no semicolons in it: those part one from the next.
        listed = (
            f"{number}. {one.type.manufacturer} {one.type.model} ({one.why})"
            for number, one in enumerate(self.candidates, 1)
        )
        return f"{_WHICH}: {', '.join(listed)}".replace(";", ",")


def asks_which(question: str) -> bool:
    """Tell whether this is the question which type of several a device is."""
    return question.startswith(_WHICH)


class KnownTypes(Protocol):
    """Whoever knows device types."""

    def meant(self, manufacturer: str | None, model: str | None, part_number: str | None) -> Answer:
        """Return which type is meant by what is known of a device."""

    def named(self, manufacturer: str, model: str, slug: str) -> KnownType | None:
        """Return the type of just this name, None where there is none or only its name."""


class NothingKnown:
    """Nobody who knows any."""

    def meant(
        self,
        manufacturer: str | None,  # noqa: ARG002 - it knows of none
        model: str | None,  # noqa: ARG002
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


NOTHING_KNOWN = NothingKnown()
