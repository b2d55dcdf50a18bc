"""A person's word on how many devices a photo shows: several, by their numbers, or one."""

from collections.abc import Sequence

from hwlab_cli import plan
from hwlab_cli.errors import UsageError
from hwlab_cli.identify.typed import from_person
from hwlab_cli.model import Shown
from hwlab_cli.oplog import splitting
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.deciding import Outcome
from hwlab_cli.oplog.query import Intake
from hwlab_cli.oplog.splitting import Share
from hwlab_cli.oplog.steps import Stamp
from hwlab_cli.plan import Unproven
from hwlab_cli.reviewing.fields import stored


def split(
    log: OpLog,
    one: Intake,
    held_for: Unproven,
    numbers: Sequence[int] = (),
    *,
    since: Stamp | None = None,
) -> list[str]:
    """Make an intake for each device that a photo shows; return their hw_ids, the first the same.

    `numbers` are those of the devices that it may show, all of them without. One whose place on
    the photo is known is to be identified there; else it is what a model says of it,
    and the photo is not looked at for it again. Raises
    UsageError where there are none to split it into, and what `splitting.split_by_hand` does.
    """
    shown = one.identification.several if one.identification else []
    if not shown:
        raise UsageError(
            "nothing says that it shows several devices",
            item=one.hw_id,
            hint="take closer photos of each device in, with --again for this one",
        )
    chosen = list(dict.fromkeys(numbers)) or list(range(1, len(shown) + 1))
    wrong = next((number for number in chosen if not 1 <= number <= len(shown)), None)
    if wrong is not None:
        raise UsageError(
            "no such device on the photo",
            item=str(wrong),
            hint=f"a number from 1 to {len(shown)}: `hwlab queue show {one.hw_id}` lists them",
        )
    if len(chosen) < 2:
        raise UsageError(
            "one device is nothing to split it into",
            item=one.hw_id,
            hint=f"name two or more, or `hwlab queue split {one.hw_id} --one`",
        )
    shares = [_share(shown[number - 1], one, held_for) for number in chosen]
    return splitting.split_by_hand(log, one.hw_id, shares, since=since)


def is_one(log: OpLog, one: Intake, held_for: Unproven, *, since: Stamp | None = None) -> None:
    """Say that an intake's photo shows one device; what else is in doubt stays so.

    Raises UsageError where nobody asked, and what `settle.edited` does.
    """
    if one.identification is None or not one.identification.several:
        raise UsageError(
            "nothing says that it shows several devices: it is one",
            item=one.hw_id,
            hint=f"`hwlab queue show {one.hw_id}` tells where it stands",
        )
    found = from_person({}, one.identification)
    # As any look does: `queue retry` may look once more.
    reason = "its photo shows one device"
    stored(log, one, found, held_for, since=since, outcome="identified", reason=reason)


def _share(shown: Shown, one: Intake, held_for: Unproven) -> Share:
    if shown.part is not None:
        return Share(shown.part)
    ops = plan.ops_for(shown.found, one.photos, held_for)
    return Share(outcome=Outcome(shown.found, ops, plan.identity_key(shown.found)))
