"""What came of an identification, into the log: what it is, why not, or when to try again."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta

from hwlab_cli import plan
from hwlab_cli.asking import Models
from hwlab_cli.carried import Carried
from hwlab_cli.errors import HwlabError
from hwlab_cli.identify.dividing import with_several
from hwlab_cli.identify.inquiry import Verdict
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.own_labels import with_labels
from hwlab_cli.identify.persons_word import with_word_of
from hwlab_cli.identify.vision.faults import StoppedError, TimedOutError, VisionError
from hwlab_cli.known_types import KnownTypes
from hwlab_cli.model import State
from hwlab_cli.oplog import query, settle
from hwlab_cli.oplog.claims import Claim
from hwlab_cli.oplog.query import Intake
from hwlab_cli.workspace import Workspace


@dataclass(slots=True)
class Begun:
    """An intake whose op is being carried out."""

    claim: Claim
    intake: Intake
    looked: Looked | None = None


def settled(
    work: Workspace,
    models: Models,
    begun: Begun,
    answer: Future[Verdict],
    types: KnownTypes,
) -> Carried | None:
    """Record what came of an intake; None where it was given back since a stop was asked for."""
    try:
        verdict = answer.result()
    except StoppedError:
        settle.postponed(work.log, work.owner, begun.claim, "stopped", counts=False)
        return None
    except Exception as failure:  # noqa: BLE001 - settled like any other, below
        return failed(work, begun, failure)
    if verdict.missed is not None:
        return _missed(work, models, begun, verdict.missed)
    try:
        found = verdict.found
        if begun.looked is not None:
            found = with_several(found, begun.looked)
            found = with_labels(found, begun.looked.labels, begun.claim.hw_id)
        found = with_word_of(begun.intake.identification, found)
        ops = plan.ops_for(found, begun.intake.photos, work.settings.intake.unproven)
        key = plan.identity_key(found)
        settle.identified(work.log, work.owner, begun.claim, found, ops, key)
    except Exception as failure:  # noqa: BLE001 - as above
        return failed(work, begun, failure)
    if begun.looked is not None:
        busy = models.shadow(begun.claim.hw_id, begun.looked, types)
        settle.recorded(work.log, begun.claim.hw_id, busy)
    return _carried(work, begun, verdict.unusable, verdict.faults)


def _missed(work: Workspace, models: Models, begun: Begun, fault: VisionError) -> Carried:
    """Leave an intake for a better day: an outage of the models costs it no attempt."""
    due = work.log.clock() + timedelta(seconds=models.tiers.resting.seconds())
    # Who was reached and took too long may be so for this photo alone.
    counts = isinstance(fault, TimedOutError)
    reason = f"{fault.item}: {fault.message}"
    try:
        settle.postponed(work.log, work.owner, begun.claim, reason, due, counts=counts)
    except settle.LostClaimError as lost:
        return _carried(work, begun, lost)
    return _carried(work, begun, fault)


def failed(work: Workspace, begun: Begun, failure: Exception) -> Carried:
    """Record why an op could not be carried out."""
    match failure:
        case settle.LostClaimError():
            return _carried(work, begun, failure)
        case HwlabError():
            settle.refused(work.log, work.owner, begun.claim, failure.message, State.FAILED)
            return _carried(work, begun, failure)
    # A fault of ours on one device's photos must not cost the others of the batch their
    # turn: this one stays ready, and goes to the end of the line.
    message = f"unexpected: {type(failure).__name__}: {failure}"
    hint = "please report it; it stays queued"
    fault = HwlabError(message, item=begun.claim.hw_id, hint=hint)
    fault.__cause__ = failure
    settle.postponed(work.log, work.owner, begun.claim, message)
    return _carried(work, begun, fault)


def _carried(
    work: Workspace,
    begun: Begun,
    error: HwlabError | None = None,
    faults: Sequence[HwlabError] = (),
) -> Carried:
    passed_over = tuple(fault for fault in faults if fault is not error)
    intake = query.intake(work.log, begun.claim.hw_id)
    return Carried(intake, begun.claim.kind, error, passed_over)
