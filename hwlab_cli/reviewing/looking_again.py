"""Intakes that are looked at again: with a hint, with more photos, with those of a twin."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hwlab_cli import pipeline, plan
from hwlab_cli.asking import Models
from hwlab_cli.carried import Carried
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.identify.dividing import with_several
from hwlab_cli.identify.inquiry import Verdict, Wish
from hwlab_cli.identify.own_labels import with_labels
from hwlab_cli.identify.persons_word import with_word_of
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog import claims, deciding, settle
from hwlab_cli.oplog.append import Captured
from hwlab_cli.oplog.deciding import Outcome, Standing
from hwlab_cli.reviewing import several
from hwlab_cli.reviewing.fields import stored

if TYPE_CHECKING:
    from hwlab_cli.oplog.claims import Claim
    from hwlab_cli.oplog.kept import KeptPhoto
    from hwlab_cli.photos.load import Photo
    from hwlab_cli.workspace import Workspace

Asked = Callable[[], Models]
"""Returns the models; they are made when they are first needed."""


def with_hint(work: "Workspace", models: Models, seen: Standing, hint: str) -> Verdict:
    """Ask the models again, with a hint and what they said before; store what they say now.

    What a person said stands. Nothing is written before there is an answer: where the models
    are away, or their answers can't be used, the intake stays as it is, and the verdict says
    why. Raises what `pipeline.identified` and `settle.edited` do.
    """
    one, types = seen.intake, CatalogTypes(work.home)
    looked = pipeline.look_again(work, one, types)
    verdict = pipeline.identified(looked, models, Wish(hint, one.identification), types)
    if verdict.missed is None and verdict.unusable is None:
        found = with_several(verdict.found, looked)
        found = with_labels(found, looked.labels, one.hw_id)
        found = with_word_of(one.identification, found)
        held_for = work.settings.intake.unproven
        # As any look does: `queue retry` may look once more.
        reason = f"asked again: {hint}" if hint else "asked again"
        stored(
            work.log, one, found, held_for, since=seen.stamp, outcome="identified", reason=reason
        )
    return verdict


def with_photos(
    work: "Workspace", models: Asked, seen: Standing, photos: Sequence["Photo"]
) -> tuple[Captured, Carried | None]:
    """Add photos to an intake, and identify it with all of them.

    Where another intake has one of them, nothing is added, and the first result names it; where
    all are its own already, nothing either. Raises what `pipeline.add_photos` does.
    """
    captured = pipeline.add_photos(work, seen.intake.hw_id, photos)
    return captured, _carried(work, models, captured.claim) if captured.claim else None


def merge(work: "Workspace", models: Asked, source: Standing, target: Standing) -> Carried | None:
    """Give an intake's photos and what a person said of it to its twin, and discard it.

    The twin is identified anew with all photos, where NetBox does not have its device yet; to
    one that NetBox has, the photos are owed. Raises what `deciding.merged` does.
    """
    claim = deciding.merged(work.log, work.owner, source, target, _outcome(work, source, target))
    return _carried(work, models, claim) if claim else None


def split(
    work: "Workspace", models: Asked, seen: Standing, numbers: Sequence[int]
) -> list[Carried]:
    """Make an intake for each device that a photo shows, and identify each on its part of it.

    The first keeps the intake. Raises what `several.split` does.
    """
    held_for = work.settings.intake.unproven
    names = several.split(work.log, seen.intake, held_for, numbers, since=seen.stamp)
    mine = claims.claim(work.log, work.owner, OpKind.IDENTIFY, limit=len(names), only=names)
    return list(pipeline.carry(work, mine, 1, models())) if mine else []


def retry(work: "Workspace", models: Asked, seen: Standing) -> Carried | None:
    """Try again what is held or failed; what is to be identified is, at once."""
    hw_id = seen.intake.hw_id
    settle.retry(work.log, hw_id, since=seen.stamp)
    mine = claims.claim(work.log, work.owner, OpKind.IDENTIFY, limit=1, only=[hw_id])
    return _carried(work, models, mine[0]) if mine else None


def _carried(work: "Workspace", models: Asked, claim: "Claim") -> Carried:
    each = list(pipeline.carry(work, [claim], 1, models()))
    # Its photo may turn out to show several devices: those are intakes beside it.
    return next(one for one in each if one.intake.hw_id == claim.hw_id)


def _outcome(work: "Workspace", source: Standing, target: Standing) -> Outcome | None:
    """Return what the target is with the word of a person on the source; None where NetBox has it.

    What was said of the target itself stands.
    """
    here, there = source.intake.identification, target.intake.identification
    if deciding.was_sent(target.intake) or target.intake.state is State.DISCARDED:
        return None
    if there is None:
        there = Identification(recognizer="person")
    found = with_word_of(there, with_word_of(here, replace(there)))
    # The same photo is one, whatever part of it is whose; the target's own comes first.
    photos: dict[str, KeptPhoto] = {}
    for photo in (*target.intake.photos, *source.intake.photos):
        photos.setdefault(photo.sha256, photo)
    ops = plan.ops_for(found, list(photos.values()), work.settings.intake.unproven)
    return Outcome(found, ops, plan.identity_key(found))
