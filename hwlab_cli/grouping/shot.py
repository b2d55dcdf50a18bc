"""A photo as grouping sees it: where it lies, when it was taken, and what it names."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from hwlab_cli.identify.values import lookalike_key
from hwlab_cli.photos.taken import Taken


class Kind(StrEnum):
    """What tells one device from another of its type; `code` is a barcode that nothing names."""

    LABEL = "label"
    SERIAL = "serial"
    ASSET_TAG = "asset_tag"
    MAC = "mac"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Name:
    """One thing that names a device; letters and digits alone, in upper case."""

    kind: Kind
    text: str

    @property
    def alike(self) -> "Name":
        """What print that is read wrong has in common with it."""
        text = self.text if self.kind is Kind.LABEL else lookalike_key(self.text)
        return Name(self.kind, text)


@dataclass(frozen=True, slots=True)
class Shown:
    """What names the device on a photo: what the photo proves, and what else was read.

    `several` where it names more than one device. `codes` are the barcodes that a glance left
    open; `is_read` tells whether its print was read too.
    """

    proven: frozenset[Name] = frozenset()
    doubtful: frozenset[Name] = frozenset()
    several: bool = False
    codes: frozenset[str] = frozenset()
    is_read: bool = False

    @property
    def settles(self) -> bool:
        """Whether there is nothing that reading the print could add."""
        kinds = {name.kind for name in self.proven}
        return self.is_read or self.several or bool(kinds & {Kind.LABEL, Kind.SERIAL})


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo; `folder` is the one that it lies in, `of_device` whether all in that is one device.

    `taken` is None where the photo does not say when; `hw_id` is the intake that has it already,
    empty where it is new.
    """

    path: Path
    folder: Path
    of_device: bool = False
    taken: Taken | None = None
    shown: Shown = field(default_factory=Shown)
    hw_id: str = ""
