"""A piece of a reply in which a device may be told of."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Found:
    """Data out of a reply, its place there, and how it was come by.

    `bends` says how much had to be bent to read it, `cut` whether the reply ends in it.
    """

    start: int
    end: int
    data: Any
    cut: bool = False
    bends: int = 0
    kind: str = ""
    repairs: list[str] = field(default_factory=list)
