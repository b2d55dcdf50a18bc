"""What a JSON line may have in it: kinds of values, fields, records, types of lines."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """A kind of value, in the words of the reference page."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "true or false"
    TEXTS = "list of texts"
    RECORD = "object"
    RECORDS = "list of objects"
    RECORD_BY_NAME = "object of objects"
    RECORDS_BY_NAME = "object of lists of objects"
    CORNERS = "list of pairs of integers"
    BOX = "list of four integers"
    ANYTHING = "object of any content"
    VALUE = "any value"


_PLAIN: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float),
    Kind.ANYTHING: (dict,),
    Kind.VALUE: (str, int, float, bool, list, dict),
}


@dataclass(frozen=True, slots=True)
class Record:
    """An object inside lines; its title is its heading on the reference page."""

    title: str
    about: str
    fields: tuple["Field", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what it holds, and what that means.

    `of` says what is in a field's objects. One that is `optional` may be left out, one that is
    `nullable` may be null.
    """

    name: str
    kind: Kind
    meaning: str
    of: Record | None = None
    nullable: bool = False
    optional: bool = False

    def or_null(self, meaning: str = "") -> "Field":
        """Return the field for lines where it may be null."""
        return replace(self, nullable=True, meaning=meaning or self.meaning)


@dataclass(frozen=True, slots=True)
class LineType:
    """One type of line as some commands write it: `commands` is Markdown, as in "`queue list`"."""

    type: str
    commands: str
    fields: tuple[Field, ...]


def mismatches(record: dict[str, Any], fields: tuple[Field, ...], place: str = "") -> Iterator[str]:
    """Yield in words what of a record is not as its fields say."""
    known = {one.name: one for one in fields}
    for name, value in record.items():
        if name not in known:
            yield f"{place}{name} is unknown"
        else:
            yield from _wrong(value, known[name], f"{place}{name}")
    for name, one in known.items():
        if name not in record and not one.optional:
            yield f"{place}{name} is missing"


def _wrong(value: Any, field: Field, place: str) -> Iterator[str]:
    if value is None and field.nullable:
        return
    if not _fits(value, field.kind):
        yield f"{place} is not {field.kind.value}: {value!r}"
    elif field.of is not None:
        for inside in _objects(value, field.kind):
            yield from mismatches(inside, field.of.fields, f"{place}.")


def _fits(value: Any, kind: Kind) -> bool:
    match kind:
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.TEXTS:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case Kind.CORNERS:
            return isinstance(value, list) and all(
                isinstance(one, list) and [*map(type, one)] == [int, int] for one in value
            )
        case Kind.BOX:
            return isinstance(value, list) and [*map(type, value)] == [int] * 4
        case Kind.RECORD:
            return isinstance(value, dict)
        case Kind.RECORDS:
            return isinstance(value, list) and all(isinstance(one, dict) for one in value)
        case Kind.RECORD_BY_NAME:
            return isinstance(value, dict) and all(isinstance(one, dict) for one in value.values())
        case Kind.RECORDS_BY_NAME:
            return isinstance(value, dict) and all(
                _fits(one, Kind.RECORDS) for one in value.values()
            )
    # To Python a bool is a number too.
    is_flag = isinstance(value, bool) and kind is not Kind.VALUE
    return isinstance(value, _PLAIN[kind]) and not is_flag


def _objects(value: Any, kind: Kind) -> Iterator[dict[str, Any]]:
    match kind:
        case Kind.RECORD:
            yield value
        case Kind.RECORDS:
            yield from value
        case Kind.RECORD_BY_NAME:
            yield from value.values()
        case Kind.RECORDS_BY_NAME:
            for several in value.values():
                yield from several
