"""A device type as the catalog keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SourceKind(StrEnum):
    """Where device types come from."""

    FOLDER = "folder"
    NETBOX = "netbox"


@dataclass(frozen=True, slots=True)
class DeviceType:
    """What a source says of a device type.

    `key` names it within its source: a file's path below the folder, or NetBox's id. `data` is
    all that the source says: of a folder, the whole definition with its component templates.
    `stamp` is the same for as long as the source's word is: a file's SHA-256, or NetBox's time
    of the last update. Height in rack units, weight in `weight_unit`.
    """

    manufacturer: str
    model: str
    slug: str
    key: str
    part_number: str = ""
    u_height: float | None = None
    is_full_depth: bool | None = None
    airflow: str = ""
    weight: float | None = None
    weight_unit: str = ""
    stamp: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """One place that types were read from, and when; `place` is a folder or NetBox's address."""

    id: int
    kind: SourceKind
    place: str
    imported_at: str
    types: int = 0
    manufacturers: int = 0


@dataclass(slots=True)
class Changes:
    """What reading a source changed in the catalog, counted in types."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def types(self) -> int:
        """How many types the source has now."""
        return self.added + self.updated + self.unchanged
