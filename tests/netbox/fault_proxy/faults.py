"""What can go wrong with a request, and at which point."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Point(Enum):
    """How far a request has come when the fault strikes."""

    BEFORE = "NetBox has seen nothing of it"
    DURING = "half of it is at NetBox, and the rest never comes"
    SENT = "NetBox has all of it, and may still be at work"
    AFTER = "NetBox has carried it out, and its answer is kept back"


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset."""

    point: Point


@dataclass(frozen=True, slots=True)
class Close:
    """The connection is closed in good order, without an answer."""

    point: Point


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer ever comes; the connection stays until the client gives up."""

    point: Point


@dataclass(frozen=True, slots=True)
class Delay:
    """The request goes on after a while: `BEFORE` arrives late, `AFTER` is answered late."""

    seconds: float
    point: Point


@dataclass(frozen=True, slots=True)
class Hold:
    """The request goes on when the test says so, which needs no clock."""

    point: Point
    reached: threading.Event = field(default_factory=threading.Event, compare=False)
    released: threading.Event = field(default_factory=threading.Event, compare=False)


@dataclass(frozen=True, slots=True)
class Do:
    """Something else happens at that point, and the request goes on."""

    call: Callable[[], object]
    point: Point


class CutBy(Enum):
    """How the answer's end goes missing."""

    CLOSE = "the connection is closed"
    RESET = "the connection is reset"
    STALL = "nothing more comes"


@dataclass(frozen=True, slots=True)
class Cut:
    """Half of NetBox's answer arrives."""

    by: CutBy


@dataclass(frozen=True, slots=True)
class Truncate:
    """NetBox's answer arrives as a whole one, and its JSON stops in the middle."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Another answer than NetBox's: `BEFORE` it is asked, or `AFTER` it has carried it out."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    point: Point = Point.BEFORE


Fault = Reset | Close | Hang | Delay | Hold | Do | Cut | Truncate | Answer

_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n"


def json_answer(
    status: int, body: Any, *, retry_after: str = "", point: Point = Point.BEFORE
) -> Answer:
    """Answer as NetBox itself would; `retry_after` is seconds or an HTTP date."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    return Answer(status, json.dumps(body).encode(), headers=headers, point=point)


def html_answer(status: int, *, retry_after: str = "", point: Point = Point.BEFORE) -> Answer:
    """Answer as a web server or load balancer in front of NetBox would."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    body = _PAGE.format(f"{status} from a gateway").encode()
    return Answer(status, body, "text/html", headers, point)
