"""Which device types an intake's question offers, and the one that a person picks."""

from dataclasses import dataclass
from pathlib import Path

from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.errors import UsageError
from hwlab_cli.known_types import Answer, Candidate, asks_which
from hwlab_cli.oplog.query import Intake

NONE_OF_THEM = "new"
_SURE = "the catalog is sure of it now"


@dataclass(frozen=True, slots=True)
class Offer:
    """The types to pick from, and whether they are those that the intake's reasons number."""

    candidates: tuple[Candidate, ...] = ()
    is_as_asked: bool = True


def offer(home: Path, one: Intake) -> Offer:
    """Return the types to pick from; where the catalog has changed since it was asked, today's.

    Raises StateError and LockedError where the catalog can't be read.
    """
    types, found = CatalogTypes(home), one.identification
    if not found or not any(map(asks_which, one.reasons)):
        return Offer()
    # A delivery knows of a part number only where it is proven.
    answers = [
        types.meant(found.manufacturer, found.model, part_number)
        for part_number in dict.fromkeys([found.part_number, None])
    ]
    for answer in answers:
        if answer.question and answer.question in one.reasons:
            return Offer(answer.candidates)
    # The surest is what is known of it without what may not be proven.
    return Offer(_today(answers[-1]), is_as_asked=False)


def _today(answer: Answer) -> tuple[Candidate, ...]:
    return (Candidate(answer.type, _SURE),) if answer.type else answer.candidates


def picked(offered: Offer, one: Intake, choice: str) -> dict[str, str]:
    """Return the fields of the type that a person picked, empty for none of them.

    Raises UsageError where there is nothing to pick from, or not this one.
    """
    if choice.strip().lower() == NONE_OF_THEM:
        return {}
    if not offered.candidates:
        raise UsageError(
            "there are no device types to pick from",
            item=one.hw_id,
            hint="`hwlab queue show` tells what it is held for; say model=… yourself",
        )
    if not choice.strip().isdecimal() or not 1 <= int(choice) <= len(offered.candidates):
        raise UsageError(
            "no such device type to pick",
            item=f"type={choice}",
            hint=f"a number from 1 to {len(offered.candidates)}, or {NONE_OF_THEM} for none of"
            " them",
        )
    chosen = offered.candidates[int(choice) - 1].type
    return {"manufacturer": chosen.manufacturer, "model": chosen.model}


def picked_as_asked(home: Path, one: Intake, choice: str) -> dict[str, str]:
    """Return the same where nobody sees a card: a number is one of those in the reasons.

    Raises UsageError besides where the catalog has changed since, so that these mean nothing now.
    """
    offered = offer(home, one)
    if not offered.is_as_asked and choice.strip().isdecimal():
        raise UsageError(
            "the catalog has changed since it was asked: the numbers are others now",
            item=one.hw_id,
            hint=f"`hwlab review {one.hw_id}` shows today's, or say model=… yourself",
        )
    return picked(offered, one, choice)
