"""What a person can choose for an intake as it stands."""

from dataclasses import dataclass
from enum import StrEnum

from hwlab_cli.identify.persons_word import unproven
from hwlab_cli.known_types import Candidate, asks_which
from hwlab_cli.model import IdentifiedField, OpKind, State
from hwlab_cli.oplog.deciding import Standing
from hwlab_cli.oplog.query import Intake
from hwlab_cli.reviewing.candidates import Offer

REVIEWED = (State.HELD, State.FAILED)
"""Where an intake stands that waits for a person."""


class Choice(StrEnum):
    """What can be chosen, by its key."""

    ACCEPT = "a"
    EDIT = "e"
    PICK = "1"
    NONE_OF_THEM = "n"
    HINT = "h"
    RETAKE = "r"
    MERGE = "m"
    SPLIT = "x"
    ONE = "w"
    TRY_AGAIN = "t"
    DISCARD = "d"
    SKIP = "s"
    UNDO = "u"
    OPEN = "o"
    QUIT = "q"
    EXPLAIN = "?"


@dataclass(frozen=True, slots=True)
class Card:
    """An intake before a person: how it stands, what there is to pick from, what can be done."""

    seen: Standing
    offer: Offer
    choices: tuple[Choice, ...]
    to_confirm: tuple[IdentifiedField, ...]

    @property
    def intake(self) -> Intake:
        """The intake."""
        return self.seen.intake

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The types to pick from."""
        return self.offer.candidates


def card(seen: Standing, offered: Offer, *, models: bool, decided: bool) -> Card:
    """Lay out a card; `models`: whether there are any to ask, `decided`: whether to undo."""
    one = seen.intake
    found, candidates = one.identification, offered.candidates
    may_change = not any(
        op.kind is not OpKind.IDENTIFY and op.state in {State.SENT, State.DONE} for op in one.ops
    )
    to_confirm = tuple(unproven(found)) if found else ()
    asked = found is not None and any(not asks_which(one) for one in found.questions)
    known = found is not None and bool(found.manufacturer and found.model)
    is_photographed = one.source == "photo" and bool(one.photos)
    can_be_looked_at = is_photographed and any(photo.can_be_looked_at for photo in one.photos)
    there = {
        # With several types to pick from, what would be accepted is the question.
        Choice.ACCEPT: may_change and known and not candidates and bool(to_confirm or asked),
        Choice.EDIT: may_change,
        Choice.PICK: may_change and bool(candidates),
        Choice.NONE_OF_THEM: may_change and bool(candidates) and known,
        Choice.HINT: may_change and models and can_be_looked_at and found is not None,
        Choice.RETAKE: may_change and one.source == "photo",
        Choice.MERGE: may_change,
        Choice.SPLIT: may_change and found is not None and bool(found.several),
        Choice.ONE: may_change and found is not None and bool(found.several),
        Choice.TRY_AGAIN: _can_be_tried(one),
        Choice.DISCARD: True,
        Choice.SKIP: True,
        Choice.UNDO: decided,
        Choice.OPEN: is_photographed,
        Choice.QUIT: True,
        Choice.EXPLAIN: True,
    }
    return Card(seen, offered, tuple(one for one in Choice if there[one]), to_confirm)


def _can_be_tried(one: Intake) -> bool:
    """Tell whether what NetBox or an original refused may go better another time."""
    return any(op.state in REVIEWED and op.outcome == "refused" for op in one.ops)
