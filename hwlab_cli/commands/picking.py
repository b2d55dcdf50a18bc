"""`type=…` of `hwlab queue edit`: which of the device types that may be meant it is."""

from typing import TYPE_CHECKING

from hwlab_cli import home
from hwlab_cli.errors import UsageError

if TYPE_CHECKING:
    from hwlab_cli.known_types import Answer
    from hwlab_cli.oplog.query import Intake

NONE_OF_THEM = "new"


def picked(one: "Intake", choice: str) -> dict[str, str]:
    """Return the fields of the type that a person picked, empty for none of them.

    Raises UsageError where there is nothing to pick from, or not this one.
    """
    if choice.strip().lower() == NONE_OF_THEM:
        return {}
    candidates = _asked(one).candidates
    if not choice.strip().isdecimal() or not 1 <= int(choice) <= len(candidates):
        raise UsageError(
            "no such device type to pick",
            item=f"type={choice}",
            hint=f"a number from 1 to {len(candidates)}, or {NONE_OF_THEM} for none of them",
        )
    chosen = candidates[int(choice) - 1].type
    return {"manufacturer": chosen.manufacturer, "model": chosen.model}


def _asked(one: "Intake") -> "Answer":
    """Return the candidates as the intake's reasons number them."""
    from hwlab_cli.catalog.known import CatalogTypes

    types, found = CatalogTypes(home.state_folder()), one.identification
    if found:
        # A delivery knows of a part number only where it is proven.
        for part_number in dict.fromkeys([found.part_number, None]):
            answer = types.meant(found.manufacturer, found.model, part_number)
            if answer.question and answer.question in one.reasons:
                return answer
    raise UsageError(
        "there are no device types to pick from",
        item=one.hw_id,
        hint="`hwlab queue show` tells what it is held for; where the catalog has changed since, "
        "say model=… yourself",
    )
