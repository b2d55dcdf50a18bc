"""What is heard of a model at work, for a person who waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["connecting", "loading", "thinking", "answering"]


@dataclass(frozen=True, slots=True)
class Heard:
    """How far one tier has come: tokens so far, seconds since it was asked."""

    tier: str
    tokens: int
    seconds: float
    stage: Stage


Listener = Callable[[Heard], None]


def ignore(heard: Heard) -> None:
    """Listen to nothing."""
