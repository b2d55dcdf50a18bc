"""One device type's definition, in the format of the NetBox community's devicetype-library.

The format: github.com/netbox-community/devicetype-library, schema/devicetype.json. Lengths are
those of NetBox's own fields.
"""

import json
import math
import re
from datetime import date
from typing import Any

from hwlab_cli.catalog import yaml_text
from hwlab_cli.catalog.device_type import DeviceType
from hwlab_cli.netbox import same

_LONGEST_NAME = 100
_LONGEST_PART_NUMBER = 50
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,100}")
_HIGHEST = 999


class DefinitionError(ValueError):
    """A definition that can't be used; its message says why."""


def read(text: bytes) -> dict[str, Any]:
    """Return what a definition says, as it stands; raises DefinitionError."""
    try:
        data = yaml_text.read(text)
    except yaml_text.YamlError as error:
        raise DefinitionError(str(error)) from error
    if data is None:
        raise DefinitionError("there is nothing in it")
    if not isinstance(data, dict):
        raise DefinitionError("not a mapping of names to values")
    return data


def device_type(data: dict[str, Any], *, key: str, stamp: str) -> DeviceType:
    """Return the type that a definition describes; raises DefinitionError.

    Some libraries have no slugs: such a type is given the one that hwlab would give it.
    """
    manufacturer = _name(data, "manufacturer", _LONGEST_NAME)
    model = _name(data, "model", _LONGEST_NAME)
    return DeviceType(
        manufacturer=manufacturer,
        model=model,
        slug=_slug(data) or same.slug(manufacturer, model),
        key=key,
        part_number=_name(data, "part_number", _LONGEST_PART_NUMBER, required=False),
        u_height=_number(data, "u_height"),
        is_full_depth=_flag(data, "is_full_depth"),
        airflow=_name(data, "airflow", _LONGEST_NAME, required=False),
        weight=_number(data, "weight"),
        weight_unit=_name(data, "weight_unit", _LONGEST_NAME, required=False),
        stamp=stamp,
        data=data,
    )


def as_json(data: dict[str, Any]) -> str:
    """Return a definition as JSON; raises DefinitionError for what JSON has no words for."""
    try:
        text = _ENCODER.encode(data)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise DefinitionError(f"a value in it is neither text nor number: {error}") from error
    return text


def _in_json(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__}")


# Nothing goes round in circles: what has aliases was written out in full when it was read.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    check_circular=False,
    separators=(",", ":"),
    default=_in_json,
)


def _name(data: dict[str, Any], field: str, longest: int, *, required: bool = True) -> str:
    value = data.get(field)
    if value is None or value == "":
        if required:
            raise DefinitionError(f"it has no {field}")
        return ""
    if not isinstance(value, str):
        # YAML has made a number of it by now: 0012345 is 5349 to it.
        raise DefinitionError(
            f"{field} is {_article(value)}, not text: it belongs in quotation marks"
        )
    value = value.strip()
    if required and not value:
        raise DefinitionError(f"it has no {field}")
    if len(value) > longest:
        raise DefinitionError(f"{field} has more than the {longest} characters that NetBox takes")
    if not value.isprintable():
        raise DefinitionError(f"{field} has characters in it that can't be printed")
    return value


def _slug(data: dict[str, Any]) -> str:
    slug = _name(data, "slug", _LONGEST_NAME, required=False)
    if slug and not _SLUG.fullmatch(slug):
        raise DefinitionError("slug may have letters, digits, hyphens and underscores in it only")
    return slug


def _number(data: dict[str, Any], field: str) -> float | None:
    value = data.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DefinitionError(f"{field} is {_article(value)}, not a number")
    if not math.isfinite(value) or not 0 <= value <= (
        _HIGHEST if field == "u_height" else float("inf")
    ):
        raise DefinitionError(f"{field} is {value}, which nothing has")
    return float(value)


def _flag(data: dict[str, Any], field: str) -> bool | None:
    value = data.get(field)
    if value is None or isinstance(value, bool):
        return value
    raise DefinitionError(f"{field} is {_article(value)}, not true or false")


def _article(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case date():
            return "a date"
        case _:
            return f"of type {type(value).__name__}"
