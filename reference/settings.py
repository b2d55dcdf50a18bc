"""The tables of docs/configuration.md, from the settings themselves."""

import inspect
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import annotated_types
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hwlab_cli.config import SECTIONS, variable
from hwlab_cli.tier import Tier
from reference.tables import table

_WORDS: dict[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "integer",
    float: "number",
    SecretStr: "text, secret",
}


def made() -> str:
    """Return a table for each section, and one for tiers."""
    parts = []
    for name, section in SECTIONS.items():
        rows = [
            [f"`{key}`", f"`{variable(f'{name}.{key}')}`", *_told(field)]
            for key, field in section.model_fields.items()
        ]
        heads = ["setting", "variable", "value", "default", "meaning"]
        parts += [f"## `[{name}]`", _about(section), table(heads, rows)]
    rows = [[f"`{key}`", *_told(field)] for key, field in Tier.model_fields.items()]
    about = (
        "The vision models to ask, in this order, until an answer is good enough: a `[[tiers]]` "
        "each. These stand in the file alone."
    )
    parts += ["## `[[tiers]]`", about, table(["setting", "value", "default", "meaning"], rows)]
    return "\n\n".join(part.strip() for part in parts)


def _about(section: type) -> str:
    return inspect.cleandoc(section.__doc__ or "").splitlines()[0]


def _told(field: FieldInfo) -> list[str]:
    return [_value(field), _default(field), field.description or ""]


def _value(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return " or ".join(f"`{one}`" for one in get_args(field.annotation))
    word = _WORDS.get(field.annotation, "table")
    return ", ".join([word, *_limits(field)])


def _limits(field: FieldInfo) -> Iterator[str]:
    """Yield what a value is held to, in words; of texts, that they must not be empty."""
    for one in field.metadata:
        match one:
            case annotated_types.Gt(gt):
                yield f"above {gt:g}"
            case annotated_types.Ge(ge):
                yield f"{ge:g} or more"
            case annotated_types.Le(le):
                yield f"{le:g} at most"
            case annotated_types.MinLen():
                yield "not empty"
            case annotated_types.MaxLen(most):
                yield f"{most} characters at most"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "must be given"
    if isinstance(value, SecretStr) or value in ("", {}):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
