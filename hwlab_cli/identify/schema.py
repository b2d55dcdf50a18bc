"""The JSON schemas of answers, for prompts and for servers that enforce one."""

from typing import Any

from hwlab_cli.model import Category

# Servers that enforce a schema end a text there, where a model would go on for minutes.
_LONGEST_NAME = 60
_LONGEST_NOTES = 300
_MOST_ADDRESSES = 8


def _text(longest: int = _LONGEST_NAME) -> dict[str, Any]:
    return {"type": ["string", "null"], "maxLength": longest}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


IDENTIFICATION: dict[str, Any] = _object(
    {
        "manufacturer": _text(),
        "model": _text(),
        "category": {"enum": [*(category.value for category in Category), None]},
        "part_number": _text(),
        "serial": _text(),
        "asset_tag": _text(),
        "mac_addresses": {
            "type": "array",
            "items": {"type": "string", "maxLength": 17},
            "maxItems": _MOST_ADDRESSES,
        },
        "u_height": {"type": ["integer", "null"], "minimum": 0, "maximum": 60},
        "specs": {
            "type": "object",
            "additionalProperties": {"type": "string", "maxLength": _LONGEST_NAME},
        },
        "ai_notes": _text(_LONGEST_NOTES),
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    }
)
"""What a device is; in the order in which it is best thought about."""

CHOICE: dict[str, Any] = _object({"choice": {"type": ["integer", "null"], "minimum": 1}})
"""Which of several things it is, by its number."""
