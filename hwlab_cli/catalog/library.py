"""Device types from a folder in the format of the NetBox community's devicetype-library."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hwlab_cli.catalog import definition, yaml_text
from hwlab_cli.catalog.definition import DefinitionError
from hwlab_cli.catalog.device_type import Changes, DeviceType, SourceKind
from hwlab_cli.catalog.store import Catalog, Writer
from hwlab_cli.errors import ExitCode, HwlabError, NotFoundError
from hwlab_cli.names import shown
from hwlab_cli.netbox import same

_TYPES = "device-types"
_MODULES = "module-types"
_SUFFIXES = frozenset({".yaml", ".yml"})
_READ_AS = 1  # counted up when files that did not change are to be read differently
_WHAT_TO_TRY = "mend the file, then import the folder again"


class BrokenFileError(HwlabError):
    """A file of a library that was skipped, and why; the others are imported."""

    exit_code = ExitCode.SOME_FAILED


@dataclass(slots=True)
class Imported:
    """What an import did; `modules` counts module types, which the catalog has no use for."""

    changes: Changes
    broken: list[BrokenFileError] = field(default_factory=list)
    modules: int = 0


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of definitions: its root, and the files in it in the order of their names."""

    root: Path
    files: tuple[Path, ...]
    modules: int

    @classmethod
    def at(cls, folder: Path) -> "Library":
        """Look at a folder; raises NotFoundError where it has no device types in it.

        `device-types` itself is taken for its library.
        """
        folder = folder.absolute()
        root = folder.parent if folder.name == _TYPES else folder
        try:
            files = tuple(_definitions(root / _TYPES))
            modules = sum(1 for _ in _definitions(root / _MODULES))
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise NotFoundError(
                f"the folder can't be read: {reason}",
                item=shown(error.filename or folder),
                hint="name a checkout of a library of device types",
            ) from error
        if not files:
            raise NotFoundError(
                "no device types in this folder",
                item=shown(folder),
                hint=f"a library has them in {_TYPES}/MAKER/*.yaml",
            )
        return cls(root, files, modules)


def import_library(
    catalog: Catalog, library: Library, step: Callable[[], None] = lambda: None
) -> Imported:
    """Bring the catalog up to date with a folder; `step` is called after each file.

    A file that can't be used leaves what an earlier import made of it. Types whose files
    have gone are removed. All of it happens in one transaction.
    """
    with catalog.replacing(SourceKind.FOLDER, shown(library.root)) as writer:
        reader = _Reader(library, writer)
        for file in library.files:
            reader.take(file)
            step()
        return Imported(writer.done(), reader.broken, library.modules)


class _Reader:
    def __init__(self, library: Library, writer: Writer) -> None:
        self.broken: list[BrokenFileError] = []
        self._root = library.root
        self._writer = writer
        self._slugs: dict[str, str] = {}
        self._models: dict[tuple[str, str], str] = {}
        self._makers: set[str] = set()

    def take(self, file: Path) -> None:
        key = shown(file.relative_to(self._root))
        try:
            text = _content(file)
            stamp = f"{_READ_AS}:{hashlib.sha256(text).hexdigest()}"
            known = self._writer.current(key, stamp)
            if known:
                self._refuse_twins(known)
                self._writer.keep(key)
            else:
                self._put(definition.read(text), key, stamp)
        except DefinitionError as error:
            self._writer.keep(key)
            self.broken.append(BrokenFileError(str(error), item=key, hint=_WHAT_TO_TRY))

    def _put(self, data: dict[str, Any], key: str, stamp: str) -> None:
        one = definition.device_type(data, key=key, stamp=stamp)
        if not data.get("slug") and one.slug in self._slugs:
            # Derived from names that differ in what a slug leaves out.
            slug = same.slug(one.manufacturer, one.model, taken={one.slug})
            one = replace(one, slug=slug)
        as_json = definition.as_json(data)
        self._refuse_twins(one)
        self._writer.put(one, as_json)

    def _refuse_twins(self, one: DeviceType) -> None:
        """Refuse a second type of one name or slug: NetBox has each of them once."""
        if first := self._models.get((one.manufacturer, one.model)):
            raise DefinitionError(f"{first} has the same manufacturer and model")
        if first := self._slugs.get(one.slug):
            raise DefinitionError(f"{first} has the same slug, {one.slug}")
        self._slugs[one.slug] = self._models[one.manufacturer, one.model] = one.key
        if one.manufacturer not in self._makers:
            self._makers.add(one.manufacturer)
            self._writer.manufacturer(one.manufacturer, same.slug(one.manufacturer))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            # One byte more than is taken is enough to see that it is too large.
            return stream.read(min(size, yaml_text.LARGEST) + 1)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise DefinitionError(f"it can't be read: {reason}") from error


def _definitions(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for maker in sorted(folder.iterdir()):
        if maker.is_dir() and not maker.name.startswith("."):
            yield from sorted(
                file
                for file in maker.iterdir()
                if file.suffix.lower() in _SUFFIXES
                and not file.name.startswith(".")
                and file.is_file()
            )
