"""Which device types an intake's question offers, and the one that a person picks."""

from pathlib import Path

from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.errors import UsageError
from hwlab_cli.known_types import Candidate
from hwlab_cli.oplog.query import Intake

NONE_OF_THEM = "new"


def candidates(home: Path, one: Intake) -> tuple[Candidate, ...]:
    """Return the types to pick from, as the intake's reasons number them; none where none are.

    Raises StateError and LockedError where the catalog can't be read.
    """
    types, found = CatalogTypes(home), one.identification
    if found:
        # A delivery knows of a part number only where it is proven.
        for part_number in dict.fromkeys([found.part_number, None]):
            answer = types.meant(found.manufacturer, found.model, part_number)
            if answer.question and answer.question in one.reasons:
                return answer.candidates
    return ()


def picked(home: Path, one: Intake, choice: str) -> dict[str, str]:
    """Return the fields of the type that a person picked, empty for none of them.

    Raises UsageError where there is nothing to pick from, or not this one.
    """
    if choice.strip().lower() == NONE_OF_THEM:
        return {}
    offered = candidates(home, one)
    if not offered:
        raise UsageError(
            "there are no device types to pick from",
            item=one.hw_id,
            hint="`hwlab queue show` tells what it is held for; where the catalog has changed "
            "since, say model=… yourself",
        )
    if not choice.strip().isdecimal() or not 1 <= int(choice) <= len(offered):
        raise UsageError(
            "no such device type to pick",
            item=f"type={choice}",
            hint=f"a number from 1 to {len(offered)}, or {NONE_OF_THEM} for none of them",
        )
    chosen = offered[int(choice) - 1].type
    return {"manufacturer": chosen.manufacturer, "model": chosen.model}
