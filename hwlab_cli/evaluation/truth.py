"""The truth file of a folder of photos: what each device is, as a person knows it."""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from hwlab_cli.errors import ExitCode, HwlabError, NotFoundError, PhotoError
from hwlab_cli.identify.values import as_mac
from hwlab_cli.model import Category, IdentifiedField
from hwlab_cli.names import shown

NAME = "truth.json"
PHOTOS = "photos"

_MOST_BYTES = 64 * 2**20
_MADE_SO = (
    'it is written as in {"photo.jpg": {"model": "R720", "serial": "SBGD3XF"}}; '
    "docs/evaluation.md has all of it"
)
_FIELDS = {one.value: one for one in IdentifiedField}
_LISTED = ", ".join(_FIELDS)

Wanted = tuple[str, ...]
"""What is accepted for a field: any of these values, of addresses all; empty where it has none."""


class TruthError(HwlabError):
    """A truth file, or an entry in it, that can't be used, and why."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Device:
    """A device whose truth is known: its name there, its photos, and what is known of its fields.

    A field that is not in `fields` is not judged.
    """

    name: str
    photos: tuple[Path, ...]
    fields: Mapping[IdentifiedField, Wanted]


@dataclass(slots=True)
class Truth:
    """A truth file: its devices, the entries that are wrong, and the photos that are not there.

    A device with a photo that is not there is left out.
    """

    devices: list[Device] = field(default_factory=list)
    wrong: list[TruthError] = field(default_factory=list)
    missing: list[PhotoError] = field(default_factory=list)


def read(folder: Path) -> Truth:
    """Read the truth file of a folder; raises NotFoundError and TruthError where there is none."""
    file = folder / NAME
    text = _text(folder, file)
    try:
        data = json.loads(text, object_pairs_hook=_pairs)
    except json.JSONDecodeError as error:
        raise TruthError(
            f"not valid JSON in line {error.lineno}, column {error.colno}: {error.msg}",
            item=shown(file),
            hint="mend that line",
        ) from error
    except RecursionError:
        raise TruthError("nested too deeply", item=shown(file), hint=_MADE_SO) from None
    if not isinstance(data, _Pairs) or not data.pairs:
        raise TruthError("it names no device", item=shown(file), hint=_MADE_SO)
    return _Reading(folder, file, text).devices(data)


class _Pairs:
    """A JSON object as it is written: names may come twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


class _WrongError(Exception):
    """What is wrong with an entry, and what to try."""

    def __init__(self, message: str, hint: str = _MADE_SO) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Reading:
    """Reads the entries of one file, and tells of each mistake where it stands."""

    def __init__(self, folder: Path, file: Path, text: str) -> None:
        self._folder = folder
        self._file = file
        self._text = text
        self._found = Truth()

    def devices(self, data: _Pairs) -> Truth:
        seen: set[str] = set()
        for name, entry in data.pairs:
            if name in seen:
                self._mistake(name, _WrongError("it stands there twice", "join the two"), last=True)
                continue
            seen.add(name)
            try:
                self._device(name, entry)
            except _WrongError as error:
                self._mistake(name, error)
            except PhotoError as error:
                self._found.missing.append(error)
        return self._found

    def _device(self, name: str, entry: Any) -> None:
        if not isinstance(entry, _Pairs):
            raise _WrongError('it must be an object, as in {"serial": "SBGD3XF"}')
        names = [one for one, _ in entry.pairs]
        twice = next((one for one in names if names.count(one) > 1), None)
        if twice is not None:
            raise _WrongError(f"{twice} stands there twice", "keep one of them")
        values = dict(entry.pairs)
        photos = self._photos(values.pop(PHOTOS, [name]))
        if not values:
            raise _WrongError("nothing is said of it", f"its fields may be {_LISTED}")
        fields = {_field(one): _wanted(_field(one), value) for one, value in values.items()}
        for photo in photos:
            if not photo.is_file():
                raise PhotoError(
                    f"no such photo, though {self._place(name)} names it",
                    item=shown(photo),
                    hint="put it there, or take its entry out of the truth file",
                )
        self._found.devices.append(Device(name, photos, fields))

    def _photos(self, value: Any) -> tuple[Path, ...]:
        if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
            raise _WrongError(f'{PHOTOS} must be a list of file names, as in ["front.jpg"]')
        for one in value:
            path = PurePosixPath(one)
            if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in one:
                raise _WrongError(
                    f"{one!r} is not in the folder", "name photos by their path below the folder"
                )
        return tuple(self._folder / one for one in dict.fromkeys(value))

    def _mistake(self, name: str, error: _WrongError, *, last: bool = False) -> None:
        found = TruthError(
            f"{name}: {error.message}", item=self._place(name, last=last), hint=error.hint
        )
        self._found.wrong.append(found)

    def _place(self, name: str, *, last: bool = False) -> str:
        """Return where an entry stands; the file's own spelling of its name may be another."""
        written = {json.dumps(name, ensure_ascii=False), json.dumps(name)}
        key = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(written)))})\s*:")
        places = [match.start() for match in key.finditer(self._text)]
        if not places:
            return shown(self._file)
        line = self._text.count("\n", 0, places[-1 if last else 0]) + 1
        return f"{shown(self._file)}, line {line}"


def _text(folder: Path, file: Path) -> str:
    if not folder.is_dir():
        raise NotFoundError(
            "there is no such folder", item=shown(folder), hint=f"name one with a {NAME} in it"
        )
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise TruthError("larger than a truth file is", item=shown(file), hint=_MADE_SO)
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError(
            f"there is no {NAME} in this folder", item=shown(folder), hint=_MADE_SO
        ) from None
    except UnicodeDecodeError as error:
        raise TruthError("it is not UTF-8 text", item=shown(file), hint=_MADE_SO) from error
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise TruthError(
            f"it can't be read: {reason}", item=shown(file), hint="check its rights"
        ) from error


def _pairs(pairs: list[tuple[str, Any]]) -> _Pairs:
    return _Pairs(pairs)


def _field(name: str) -> IdentifiedField:
    if name in _FIELDS:
        return _FIELDS[name]
    near = difflib.get_close_matches(name, [*_FIELDS, PHOTOS], 1)
    meant = f"{near[0]} may be meant; " if near else ""
    raise _WrongError(f"there is no field {name!r}", f"{meant}the fields are {_LISTED}")


def _wanted(name: IdentifiedField, value: Any) -> Wanted:
    values: Sequence[Any] = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(dict.fromkeys(_value(name, one) for one in values))


def _value(name: IdentifiedField, value: Any) -> str:
    if name is IdentifiedField.U_HEIGHT:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _WrongError(f"{name.value} must be a whole number, not {_written(value)}")
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(
            f"{name.value} must be text, not {_written(value)}",
            'write it as printed, in quotes; null says that there is none, as in "serial": null',
        )
    if name is IdentifiedField.CATEGORY and value not in set(Category):
        near = difflib.get_close_matches(value, list(Category), 1)
        meant = f"{near[0]} may be meant; " if near else ""
        raise _WrongError(
            f"there is no category {value!r}", f"{meant}there are {', '.join(Category)}"
        )
    if name is IdentifiedField.MAC_ADDRESSES:
        mac = as_mac(value)
        if mac is None:
            raise _WrongError(f"{value!r} is no MAC address", "as in B0:83:FE:E8:73:A0")
        return mac
    return value.strip()


def _written(value: Any) -> str:
    if isinstance(value, _Pairs):
        return "an object"
    return "a list" if isinstance(value, list) else json.dumps(value)
