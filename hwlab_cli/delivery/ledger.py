"""The log's side of a delivery: what is claimed, recorded as sent, and settled."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hwlab_cli.carried import Carried
from hwlab_cli.errors import HwlabError
from hwlab_cli.model import OpKind, State
from hwlab_cli.netbox.faults import AwayError, NetBoxError
from hwlab_cli.netbox.outcome import Fate, Outcome
from hwlab_cli.oplog import claims, query, settle
from hwlab_cli.oplog.append import NewOp
from hwlab_cli.oplog.claims import Claim
from hwlab_cli.oplog.query import Intake
from hwlab_cli.workspace import Workspace

_GOOD = {Fate.DELIVERED, Fate.ADOPTED}


class Ledger:
    """One run's account of what it delivers. `fault` is set when NetBox can't be asked further.

    An op that was not delivered is not claimed again by the same run. `limit` bounds how many
    intakes the run has to do with, those that are `begun` among them.
    """

    def __init__(
        self,
        work: Workspace,
        only: Sequence[str] | None,
        limit: int | None,
        begun: Iterable[str],
        stop: Callable[[], bool],
    ) -> None:
        self.work = work
        self.fault: NetBoxError | None = None
        self._only = only
        self._limit = limit
        self._begun = set(begun)
        self._stop = stop
        self._tried: dict[OpKind, set[int]] = {kind: set() for kind in OpKind}

    @property
    def may_send(self) -> bool:
        """Whether another request may be sent."""
        return self.fault is None and not self._stop()

    def claimed(self, kind: OpKind, most: int) -> dict[str, Claim]:
        """Claim ops of a kind that are due; empty when there are none, or the run is over."""
        if not self.may_send:
            return {}
        if self._limit is None:
            return self._claimed(kind, most, self._only)
        found = self._claimed(kind, most, sorted(self._begun))
        room = min(most - len(found), self._limit - len(self._begun))
        found |= self._claimed(kind, room, self._only)
        self._begun.update(found)
        return found

    def _claimed(self, kind: OpKind, most: int, only: Sequence[str] | None) -> dict[str, Claim]:
        log, owner, skip = self.work.log, self.work.owner, self._tried[kind]
        found = claims.claim(log, owner, kind, limit=most, only=only, skip=skip)
        return {one.hw_id: one for one in found}

    def intakes(self, window: Mapping[str, Claim]) -> dict[str, Intake]:
        """Return the intakes of these claims."""
        return {hw_id: query.intake(self.work.log, hw_id) for hw_id in window}

    def recorded(self, claimed: Sequence[Claim]) -> set[str]:
        """Record that requests for these are about to be sent; return whose claims still hold."""
        if not claimed:
            return set()
        try:
            settle.sent(self.work.log, self.work.owner, claimed)
        except settle.LostClaimError:
            if len(claimed) == 1:
                return set()
            return {hw_id for one in claimed for hw_id in self.recorded([one])}
        return {one.hw_id for one in claimed}

    def stopped(self, window: Mapping[str, Claim]) -> Iterator[Carried]:
        """Give back what was claimed and not sent; yields those that a fault kept from it."""
        reason = f"NetBox: {self.fault.message}" if self.fault else ""
        given_back = self.settled(window, dict.fromkeys(window, Outcome(Fate.AGAIN, reason)))
        yield from [one for one in given_back if self.fault]

    def ended(self) -> None:
        """Pass on to other runs when NetBox wants to be asked again, if it said so."""
        if isinstance(self.fault, AwayError) and self.fault.wait:
            kinds = [kind for kind in OpKind if kind is not OpKind.IDENTIFY]
            until = self.work.log.clock() + timedelta(seconds=self.fault.wait)
            settle.left_alone(self.work.log, kinds, until)

    def settled(
        self, window: Mapping[str, Claim], outcomes: Mapping[str, Outcome]
    ) -> Iterator[Carried]:
        """Record what became of these; yields each intake as it stands then."""
        errors: dict[str, HwlabError] = {}
        good = {hw_id: one for hw_id, one in outcomes.items() if one.fate in _GOOD}
        self._record_good([_done(window[hw_id], one) for hw_id, one in good.items()], errors)
        for hw_id, one in outcomes.items():
            claim = window[hw_id]
            if hw_id in good and hw_id not in errors:
                continue
            self._tried[claim.kind].add(claim.intake_id)
            if hw_id not in good:
                try:
                    self._record_other(claim, one)
                except settle.LostClaimError as lost:
                    errors[hw_id] = lost
        for hw_id, one in outcomes.items():
            intake = query.intake(self.work.log, hw_id)
            yield Carried(intake, window[hw_id].kind, errors.get(hw_id), one.passed_over)

    def _record_good(self, done: Sequence[settle.Delivered], errors: dict[str, HwlabError]) -> None:
        if not done:
            return
        try:
            settle.delivered(self.work.log, self.work.owner, done)
        except settle.LostClaimError as lost:
            if len(done) == 1:
                errors[done[0].claim.hw_id] = lost
                return
            for one in done:
                self._record_good([one], errors)

    def _record_other(self, claim: Claim, one: Outcome) -> None:
        log, owner = self.work.log, self.work.owner
        match one.fate:
            case Fate.HELD:
                settle.refused(log, owner, claim, one.reason, State.HELD)
            case Fate.FAILED:
                settle.refused(log, owner, claim, one.reason, State.FAILED)
            case _:
                # What may have arrived is looked for before anything else is done with it.
                # An outage meanwhile tells nothing of what was sent before it.
                unknown = one.fate is Fate.UNKNOWN or claim.was_sent
                state = State.SENT if unknown else State.READY
                due = self._due(one)
                settle.postponed(log, owner, claim, one.reason, due, counts=one.counts, state=state)

    def _due(self, one: Outcome) -> datetime | None:
        """Return when it may be tried again, None for at once."""
        asked = self.fault.wait if isinstance(self.fault, AwayError) else None
        seconds = max(asked or 0.0, one.wait or 0.0)
        return self.work.log.clock() + timedelta(seconds=seconds) if seconds else None


def next_body(intake: Intake) -> dict[str, Any]:
    """Return the body of the op that an intake is owed next."""
    return next(op.body for op in intake.ops if op.state is not State.DONE)


def _done(claim: Claim, one: Outcome) -> settle.Delivered:
    fields = {"custom_fields": one.lacking}
    besides = (NewOp(OpKind.PATCH_CUSTOM_FIELDS, fields),) if one.lacking else ()
    return settle.Delivered(claim, one.fate.value, one.reason, one.url, besides)
