"""The decisions of one sitting, so that the last ones can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hwlab_cli.oplog import deciding
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.deciding import Standing
from hwlab_cli.oplog.steps import Stamp


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: in a word what it was, and each intake before it with its stamp after.

    A skip is one too, and changed nothing. `made` are intakes that it made, with their stamps.
    """

    word: str
    hw_id: str
    changes: tuple[tuple[Standing, Stamp], ...] = ()
    made: tuple[tuple[str, Stamp], ...] = ()


class Decided:
    """What was decided in this sitting, the latest last."""

    def __init__(self, log: OpLog) -> None:
        self._log = log
        self._decisions: list[Decision] = []

    @property
    def last(self) -> Decision | None:
        """The latest decision that was not taken back, None where there is none."""
        return self._decisions[-1] if self._decisions else None

    @property
    def hw_ids(self) -> list[str]:
        """The intakes that decisions changed, each once."""
        names: dict[str, None] = {}
        for decision in self._decisions:
            names |= {one.intake.hw_id: None for one, _ in decision.changes}
            names |= {hw_id: None for hw_id, _ in decision.made}
        return list(names)

    def remember(
        self, word: str, hw_id: str, before: Sequence[Standing] = (), made: Sequence[str] = ()
    ) -> None:
        """Remember a decision that is in the log by now; `before` is put back in its order.

        `made` are the intakes that it made.
        """
        stamps = [deciding.standing(self._log, one.intake.hw_id).stamp for one in before]
        changes = tuple(zip(before, stamps, strict=True))
        added = tuple((name, deciding.standing(self._log, name).stamp) for name in made)
        self._decisions.append(Decision(word, hw_id, changes, added))

    def take_back(self) -> Decision | None:
        """Take the latest decision back, in the log too; return it, None where there is none.

        Raises what `deciding.taken_back` does. One that can't be taken back is forgotten, so
        that those before it can.
        """
        if not self._decisions:
            return None
        decision = self._decisions.pop()
        if decision.changes:
            stamps = deciding.taken_back(self._log, decision.changes, decision.made)
            for (before, _), stamp in zip(decision.changes, stamps, strict=True):
                self._decisions = [_again(one, before, stamp) for one in self._decisions]
        return decision


def _again(earlier: Decision, restored: Standing, stamp: Stamp) -> Decision:
    """Return an earlier decision that left an intake as it stands again, by its new stamp."""
    changes = tuple(
        (one, stamp if after == restored.stamp and _same(one, restored) else after)
        for one, after in earlier.changes
    )
    return replace(earlier, changes=changes)


def _same(one: Standing, other: Standing) -> bool:
    return one.intake.row_id == other.intake.row_id
