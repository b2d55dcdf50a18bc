"""A person's word on an intake's fields: typed, picked by number, or confirmed as they stand."""

from collections.abc import Mapping

from hwlab_cli import plan
from hwlab_cli.errors import UsageError
from hwlab_cli.identify.persons_word import confirmed, unproven
from hwlab_cli.identify.typed import from_person
from hwlab_cli.model import Identification
from hwlab_cli.oplog import settle
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake
from hwlab_cli.oplog.steps import Stamp
from hwlab_cli.plan import Unproven
from hwlab_cli.reviewing.candidates import Offer, picked, picked_as_asked


def edit(
    log: OpLog,
    one: Intake,
    values: Mapping[str, str],
    held_for: Unproven,
    *,
    choice: str | None = None,
    offered: Offer | None = None,
    since: Stamp | None = None,
) -> None:
    """Set fields by hand, and pick a device type by its number where there is a `choice`.

    The number is one of those `offered`, or of those in the intake's reasons.

    An empty value clears its field. Raises UsageError for a field, value or number that there
    is not, and what `settle.edited` does.
    """
    typed = dict(values)
    if choice is not None:
        seen = (
            picked_as_asked(log.home, one, choice)
            if offered is None
            else picked(offered, one, choice)
        )
        typed = {**seen, **typed}
    found = from_person(typed, one.identification)
    found.as_named = found.as_named or choice is not None
    said = [f"{name}={value}" for name, value in values.items()]
    said += [f"type={choice}"] if choice is not None else []
    stored(log, one, found, held_for, since=since, outcome="edited", reason=", ".join(said))


def accept(log: OpLog, one: Intake, held_for: Unproven, *, since: Stamp | None = None) -> None:
    """Confirm all that is known of an intake and not proven, and answer what is asked of it.

    Raises UsageError where what it needs is missing, or a value can't be one, and what
    `settle.edited` does.
    """
    found = one.identification
    if found is None or not found.manufacturer or not found.model:
        raise UsageError(
            "its manufacturer and model are not both known: there is nothing to accept",
            item=one.hw_id,
            hint="type what is missing, or add a photo that shows it",
        )
    names = unproven(found)
    said = ", ".join(name.value for name in names)
    sure = confirmed(found, names)
    stored(log, one, sure, held_for, since=since, outcome="accepted", reason=said)


def stored(
    log: OpLog,
    one: Intake,
    found: Identification,
    held_for: Unproven,
    *,
    since: Stamp | None,
    outcome: str,
    reason: str,
) -> None:
    """Store an identification by a person's decision, and owe what follows from it."""
    ops = plan.ops_for(found, one.photos, held_for)
    key = plan.identity_key(found)
    # Who says what it is, where several devices were asked about, says that it is one.
    is_one = bool(one.identification and one.identification.several and not found.several)
    settle.edited(
        log,
        one.hw_id,
        found,
        ops,
        key,
        since=since,
        outcome=outcome,
        reason=reason,
        is_one=is_one,
    )
