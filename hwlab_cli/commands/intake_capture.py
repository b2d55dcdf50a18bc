"""Capturing photos: each device's are made safe before anything else is done with them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli.commands.intake_outcome import Outcome
from hwlab_cli.commands.intake_photos import usable
from hwlab_cli.commands.own_label import whose_label
from hwlab_cli.errors import ExitCode, NotFoundError, PhotoError, UsageError

if TYPE_CHECKING:
    from hwlab_cli.oplog.append import Captured
    from hwlab_cli.oplog.claims import Claim
    from hwlab_cli.photos.load import Photo
    from hwlab_cli.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Where:
    """Where photos go: a new intake, or `into` one that there is.

    Photos that show the label of an intake are that one's, unless they are to be taken in
    `again`. `is_one` where a person said that the photos show one device.
    """

    into: str | None = None
    again: bool = False
    is_one: bool = False


@dataclass(slots=True)
class Safe:
    """What is safe by now: claims on what is to be identified, and who only got photos."""

    claims: dict[int, "Claim"] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)


def captured(
    work: "Workspace",
    groups: Iterable[Sequence[Path]],
    where: Where,
    outcome: Outcome,
    *,
    telling: bool,
) -> Safe:
    """Capture every group; names each hw_id as soon as it is safe, and tells all if `telling`."""
    from hwlab_cli.oplog import query
    from hwlab_cli.show import people
    from hwlab_cli.show.progress import Progress

    safe = Safe()
    total = len(groups) if isinstance(groups, Sequence) else None
    coming = iter(groups)
    with Progress("taking in", total) as progress:
        for group in outcome.pace.while_going(coming):
            photos = list(usable(group, outcome))
            progress.step()
            if not photos:
                continue
            try:
                labelled = None if where.again or where.into else whose_label(work, photos)
                one = _captured(work, photos, where, labelled)
            except (PhotoError, UsageError) as error:
                if where.into:
                    raise
                outcome.failed(error)
                continue
            if one.claim is None and one.known:
                for claim in _known(work, one, photos, outcome):
                    safe.claims[claim.intake_id] = claim
                    outcome.waiting.add(claim.hw_id)
                continue
            outcome.taken(one.hw_id, [photo.name for photo in photos])
            if one.claim is not None:
                # A second photo of one intake takes the claim of the first over.
                safe.claims[one.claim.intake_id] = one.claim
            elif one.hw_id not in safe.attached:
                safe.attached.append(one.hw_id)
            if not outcome.json:
                why = "its label is on it" if labelled else "is safe"
                people.say(f"{one.hw_id} {why}: {', '.join(photo.name for photo in photos)}")
            if telling:
                outcome.tell(query.intake(work.log, one.hw_id))
    if outcome.pace.over():
        # Names on standard input that were not read by now are nobody's to count.
        outcome.counts["left"] += sum(len(group) for group in coming)
    return safe


def _captured(
    work: "Workspace", photos: Sequence["Photo"], where: Where, labelled: str | None
) -> "Captured":
    from hwlab_cli import pipeline

    if labelled:
        return pipeline.add_labelled(work, labelled, photos)
    if where.into:
        return pipeline.add_photos(work, where.into, photos)
    return pipeline.capture(work, photos, again=where.again, is_one=where.is_one)


def _known(
    work: "Workspace", one: "Captured", photos: Sequence["Photo"], outcome: Outcome
) -> Iterator["Claim"]:
    """Tell of intakes that have photos of this group already; yield what is left to do for them."""
    from hwlab_cli.model import OpKind
    from hwlab_cli.oplog import claims, query
    from hwlab_cli.show import people

    outcome.counts["known"] += 1 + len(one.others)
    fresh = [photo.name for photo in photos if photo.sha256 not in one.known]
    if fresh:
        outcome.failed(
            PhotoError(
                f"not taken in: {one.hw_id} has other photos of this group already",
                item=", ".join(fresh),
                hint=f"`hwlab intake --into {one.hw_id} PHOTO` adds a photo to that intake",
            )
        )
    # A photo of several devices is that of as many intakes.
    for hw_id in (one.hw_id, *one.others):
        # Left over from a run that was interrupted: finish it now.
        mine = claims.claim(work.log, work.owner, OpKind.IDENTIFY, limit=1, only=[hw_id])
        if mine:
            yield from mine
            continue
        try:
            outcome.tell(query.intake(work.log, hw_id), known=True)
        except NotFoundError:
            people.say(f"{hw_id} had this photo; its records were pruned since")
            outcome.add(ExitCode.DONE)
