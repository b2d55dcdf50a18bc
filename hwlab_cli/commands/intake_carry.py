"""Carrying on what was captured: identify it, deliver it, and ask the person who is there."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hwlab_cli.commands.delivering import code_of, delivered_now
from hwlab_cli.commands.intake_capture import Safe
from hwlab_cli.commands.intake_outcome import Outcome
from hwlab_cli.commands.intake_stages import stages_of
from hwlab_cli.commands.mishaps import tell_of_shadows
from hwlab_cli.model import State

if TYPE_CHECKING:
    from hwlab_cli.asking import Models
    from hwlab_cli.carried import Carried
    from hwlab_cli.workspace import Workspace

_DELIVERED_TOGETHER = 16


class Carrying:
    """Carries intakes on as far as they go today, and tells of each as it is done.

    Nothing is delivered where NetBox is known to be `away`.
    """

    def __init__(
        self, work: "Workspace", models: "Models", outcome: Outcome, *, away: bool = False
    ) -> None:
        self._work = work
        self._models = models
        self._outcome = outcome
        self._away = away

    def carried(self, safe: Safe, jobs: int) -> None:
        """Identify what was captured, deliver it, and tell of each as it is done."""
        from hwlab_cli import pipeline
        from hwlab_cli.oplog import query
        from hwlab_cli.show.progress import Progress

        self._delivered(safe.attached)
        coming = iter(safe.claims.values())
        identified = []
        with Progress("identifying", len(safe.claims)) as progress:
            self._models.listener = progress.heard
            for carried in pipeline.carry(
                self._work,
                self._outcome.pace.while_going(coming),
                jobs,
                self._models,
                has_looked=lambda hw_id: self._outcome.stage("looked", hw_id),
            ):
                hw_id = carried.intake.hw_id
                if carried.intake.row_id not in safe.claims:
                    self._outcome.split(carried.intake)
                self._outcome.mishaps.tell(carried.passed_over, hw_id)
                if carried.error is not None:
                    self._outcome.failed(carried.error, hw_id)
                self._heard(carried)
                progress.step()
                if carried.intake.state is not State.READY or not carried.intake.identification:
                    self._outcome.tell(carried.intake, counts=carried.error is None)
                    continue
                identified.append(hw_id)
                if len(identified) >= self._together:
                    self._delivered(identified)
                    identified = []
            self._delivered(identified)
        for claim in coming:
            self._outcome.behind += 1
            self._outcome.tell(query.intake(self._work.log, claim.hw_id), counts=False)
        if self._outcome.pace.over():
            return
        tell_of_shadows(self._models)
        pipeline.record_shadows(self._work, self._models, wait_for_all=True)

    def asked(self) -> None:
        """Go through what is held with the person at this terminal; deliver what is ready then."""
        from hwlab_cli.commands.sitting import Manner, sat
        from hwlab_cli.oplog import query

        self._outcome.asks = False
        to_ask = self._outcome.to_ask
        if self._outcome.pace.over():
            for hw_id in to_ask:
                self._outcome.tell(query.intake(self._work.log, hw_id))
            return
        if not to_ask:
            return
        sat(self._work, to_ask, lambda: self._models, Manner(verbose=self._outcome.verbose))
        after = [query.intake(self._work.log, hw_id) for hw_id in to_ask]
        self._delivered([one.hw_id for one in after if one.state is State.READY])
        for one in after:
            if one.state is not State.READY:
                self._outcome.count(one)

    @property
    def _delivers(self) -> bool:
        return bool(self._outcome.settings.netbox.url)

    @property
    def _together(self) -> int:
        return _DELIVERED_TOGETHER if self._delivers and not self._away else 1

    def _delivered(self, hw_ids: Iterable[str]) -> None:
        """Deliver what was identified, where NetBox is configured and not away; tell of each."""
        from hwlab_cli.oplog import query

        outcome, hw_ids = self._outcome, list(hw_ids)
        if hw_ids and self._delivers and not self._away and not outcome.pace.over():
            fault = delivered_now(
                self._work,
                hw_ids,
                json=outcome.json,
                verbose=outcome.verbose,
                stop=outcome.pace.over,
                hear=self._heard,
            )
            if fault is not None:
                self._away = True
                outcome.add(fault)
                outcome.pace.fail()
        for hw_id in hw_ids:
            one = query.intake(self._work.log, hw_id)
            waits = outcome.asks and one.state is State.HELD
            if self._delivers and not waits:
                outcome.add(code_of(one))
            if self._delivers and one.state is State.READY and outcome.pace.over():
                outcome.behind += 1
            outcome.tell(one)

    def _heard(self, carried: "Carried") -> None:
        """Tell what an op came to, and take note of failures."""
        for stage, more in stages_of(carried):
            self._outcome.stage(stage, carried.intake.hw_id, **more)
            if stage == "failed":
                self._outcome.pace.fail()
