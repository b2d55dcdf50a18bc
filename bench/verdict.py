"""A measured ratio beside its aim, and how it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure, the aim it is held against, and what it was made of."""

    what: str
    figure: float
    direction: Literal["at most", "at least"]
    aim: float
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether the aim is met."""
        return self.figure <= self.aim if self.direction == "at most" else self.figure >= self.aim


def tell(verdicts: Sequence[Verdict]) -> None:
    """Print a line a figure."""
    width = max((len(verdict.what) for verdict in verdicts), default=0)
    for verdict in verdicts:
        word = "met   " if verdict.met else "MISSED"
        print(
            f"{word}  {verdict.what.ljust(width)}  {verdict.figure:8.3f}"
            f"  (aim: {verdict.direction} {verdict.aim:g})  {verdict.detail}"
        )
