"""A prompt and its pictures as the API's messages."""

import base64
from collections.abc import Sequence
from typing import Any

from hwlab_cli.identify.vision.pictures import Picture


def messages(text: str, pictures: Sequence[Picture]) -> list[dict[str, Any]]:
    """Return one message of the user: each picture with its caption, the prompt after them.

    Pictures are JPEG data URLs, which every server takes, and say what they are: some read
    other types, or none, as text.
    """
    parts: list[dict[str, Any]] = []
    for picture in pictures:
        data = base64.b64encode(picture.jpeg).decode("ascii")
        parts += [
            {"type": "text", "text": f"{picture.caption}:"},
            {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}},
        ]
    return [{"role": "user", "content": [*parts, {"type": "text", "text": text}]}]
