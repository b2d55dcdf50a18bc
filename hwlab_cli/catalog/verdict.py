"""What matching says: one type for sure, some to choose from, or none."""

from dataclasses import dataclass, field
from enum import StrEnum

from hwlab_cli.catalog.device_type import DeviceType, SourceKind


class Verdict(StrEnum):
    """How sure the catalog is."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One device type of the catalog, whichever sources have it.

    `ids` are its rows in the catalog, by source; NetBox's own word on it comes first.
    """

    type: DeviceType
    ids: tuple[tuple[SourceKind, int], ...]
    maker: str

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.type.manufacturer} {self.type.model}"

    @property
    def id(self) -> int:
        """The row of the source that comes first."""
        return self.ids[0][1]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type that may be meant: its score, 0 to 1, and in words what speaks for and against it."""

    entry: Entry
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to a query; `candidates` come best first, the one that is sure alone."""

    verdict: Verdict
    candidates: tuple[Candidate, ...] = field(default=())

    @property
    def entry(self) -> Entry | None:
        """The type that is meant for sure, None where none is."""
        return self.candidates[0].entry if self.verdict is Verdict.MATCHED else None
