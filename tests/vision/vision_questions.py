"""What tests ask the scripted server, and how they look at what came of it."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from vision_server import Act, ScriptedServer, fails

from hwlab_cli.identify.reply import answer as reply
from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.identify.vision.faults import VisionError
from hwlab_cli.identify.vision.pictures import Picture

ANSWER = '{"manufacturer": "Dell", "model": "PowerEdge R720", "serial": "7XK4M2S"}'


FIRST, SECOND = ANSWER[:30], ANSWER[30:]


EXAMPLE = '{"manufacturer": "Example", "model": "EX-1", "serial": "E123"}'


@dataclass(frozen=True, slots=True)
class Question:
    name: str = "identify"
    text: str = "What is this device? Answer in JSON."
    hash: str = "0123456789ab"
    schema: dict[str, Any] | None = field(
        default_factory=lambda: {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("manufacturer", "model")},
            "required": ["manufacturer"],
        }
    )


def picture(width: int = 640, height: int = 480) -> Picture:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "gray").save(buffer, "JPEG")
    return Picture(buffer.getvalue(), "the photo")


def read(text: str, finish_reason: str | None) -> Reply:
    return reply.read(text, finish_reason=finish_reason, examples=(EXAMPLE,))


Ask = Callable[..., Answer[Reply]]


def fault(ask: Ask, kind: type[VisionError], **settings: Any) -> VisionError:
    """Return the error, after looking at what every one of them must have."""
    with pytest.raises(VisionError) as caught:
        ask(**settings)
    error = caught.value
    assert type(error) is kind, error.message
    assert error.item
    assert "vlm-1 at http://127.0.0.1" in error.item
    assert error.hint
    assert error.asked
    assert error.asked.error == error.message
    return error


def serial(answer: Answer[Reply]) -> str | None:
    return answer.value.devices[0].serial


def formats(server: ScriptedServer) -> list[str]:
    """The response_format of each question."""
    found = []
    for body in server.asked:
        asked = body.get("response_format", {"type": "none"})
        found.append(asked["type"] + (" with schema" if "schema" in asked else ""))
    return found


def only_format(*kinds: str) -> Callable[[dict[str, Any]], bool]:
    return lambda body: body.get("response_format", {}).get("type") in {*kinds, None}


def sizes(server: ScriptedServer) -> list[tuple[int, int]]:

    found = []
    for one in server.seen:
        data = base64.b64decode(one.pictures[0].partition(",")[2])
        with Image.open(BytesIO(data)) as image:
            found.append(image.size)
    return found


def unknown(name: str) -> Act:
    return fails(400, {"error": {"message": f"Unrecognized request argument: {name}"}})
