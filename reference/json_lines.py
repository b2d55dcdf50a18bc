"""The tables of docs/json.md, from the types of lines themselves."""

from collections.abc import Iterable, Iterator

from hwlab_cli.show.line_shape import Field, Record
from hwlab_cli.show.line_types import LINE_TYPES
from reference.tables import table


def made() -> str:
    """Return the overview, each line's fields, and the objects in them."""
    overview = table(
        ["type", "from", "fields"],
        (
            [f"`{one.type}`", one.commands, ", ".join(f"`{field.name}`" for field in one.fields)]
            for one in LINE_TYPES
        ),
    )
    parts = [overview, "## What the fields mean", *_of_lines(), "## Objects in lines"]
    for record in _records(field for one in LINE_TYPES for field in one.fields):
        parts += [f"### {record.title}", record.about, _fields(record.fields)]
    return "\n\n".join(part.strip() for part in parts)


def _of_lines() -> Iterator[str]:
    """Yield a heading and a table for each type; what an earlier variant told is not repeated."""
    for kind in dict.fromkeys(one.type for one in LINE_TYPES):
        variants = [one for one in LINE_TYPES if one.type == kind]
        yield f"### `{kind}`"
        told: set[Field] = set()
        for one in variants:
            fresh = [field for field in one.fields if field not in told]
            told.update(fresh)
            if len(variants) > 1 and fresh:
                more = " besides" if len(fresh) < len(one.fields) else ""
                yield f"From {one.commands}{more}:"
            if fresh:
                yield _fields(fresh)


def _fields(fields: Iterable[Field]) -> str:
    return table(["field", "value", "meaning"], (_row(one) for one in fields))


def _row(one: Field) -> list[str]:
    value = one.kind.value + (", or null" if one.nullable else "")
    if one.of is not None:
        anchor = one.of.title.lower().replace("`", "").replace(" ", "-")
        value = f"[{value}](#{anchor})"
    return [f"`{one.name}`", value, one.meaning + ("; may be left out" if one.optional else "")]


def _records(fields: Iterable[Field]) -> list[Record]:
    found: dict[Record, None] = {}
    for one in fields:
        if one.of is not None:
            found[one.of] = None
            found.update(dict.fromkeys(_records(one.of.fields)))
    return list(found)
