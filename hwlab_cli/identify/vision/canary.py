"""Whether a model sees: a picture of a number that nobody can guess is shown to it.

A server that drops pictures, or reads them as text, answers all the same, and with confidence.
"""

import io
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.vision.answer import Asked
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.identify.vision.pictures import Picture

# As large as a label close up, since a model that reads no more than posters is of no use.
_SIZE = (768, 384)
_LETTERS = 72
_DIGITS = 6
_FIELD = "number"
_NUMBER = re.compile(rf"(?<!\d)\d(?:[ ,.]?\d){{{_DIGITS - 1}}}(?!\d)")


@dataclass(frozen=True, slots=True)
class Sight:
    """What came of it: whether the model read the number, what it said, and how that came."""

    sees: bool
    shown: str
    said: str
    asked: Asked

    @property
    def keeps_schema(self) -> bool:
        """Whether what it said is the very JSON that was asked for, and nothing beside."""
        try:
            said = json.loads(self.said)
        except (ValueError, RecursionError):
            return False
        return isinstance(said, dict) and [*said] == [_FIELD] and isinstance(said[_FIELD], str)


@dataclass(frozen=True, slots=True)
class _Question:
    name: str = "canary"
    text: str = (
        "The picture shows a label with a number. Which number is it? "
        'Answer with one JSON object: {"number": "the digits as printed"}'
    )
    hash: str = "canary"

    @property
    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {_FIELD: {"type": "string"}},
            "required": [_FIELD],
            "additionalProperties": False,
        }


def look(endpoint: Endpoint, listener: Listener = ignore, stop: Callable[[], bool] = bool) -> Sight:
    """Show a model a number; raises one of `faults` where it gives no answer at all."""
    number = drawn_number()
    answer = endpoint.ask(_Question(), [picture(number)], _read, listener, stop)
    return Sight(number in answer.value, number, answer.text, answer.asked)


def drawn_number() -> str:
    """Return a number that nobody can guess."""
    return "".join(secrets.choice("123456789") for _ in range(_DIGITS))


def picture(number: str) -> Picture:
    """Return a picture of a label with a number on it."""
    image = Image.new("RGB", _SIZE, "#8a8f94")
    draw = ImageDraw.Draw(image)
    width, height = _SIZE
    draw.rectangle((width // 10, height // 5, width * 9 // 10, height * 4 // 5), fill="white")
    font = ImageFont.load_default(_LETTERS)
    draw.text((width // 2, height // 2), f"No. {number}", fill="black", font=font, anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return Picture(buffer.getvalue(), "the photo")


def _read(text: str, finish_reason: str | None) -> set[str]:
    """Return the numbers in an answer, however it is phrased."""
    found = {re.sub(r"\D", "", match) for match in _NUMBER.findall(text)}
    if not found and (finish_reason == "length" or not text.strip()):
        raise ReplyError(
            "the answer was cut short before it named a number",
            hint="allow more tokens",
            truncated=True,
        )
    return found
