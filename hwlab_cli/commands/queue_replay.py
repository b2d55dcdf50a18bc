"""`hwlab queue replay`: carry out what is owed, once or for as long as it takes."""

import contextlib
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli import home
from hwlab_cli.commands.guard import Jobs, Json, Verbose, ended_by, guarded, told
from hwlab_cli.commands.intake_stages import settled
from hwlab_cli.commands.log_file import LogFile, logged
from hwlab_cli.commands.mishaps import Mishaps, tell_of_shadows
from hwlab_cli.commands.pace import FailFast, MaxSeconds, Pace
from hwlab_cli.errors import ExitCode, HwlabError, UsageError, overall
from hwlab_cli.model import OpKind, State
from hwlab_cli.show import lines, people

if TYPE_CHECKING:
    from datetime import datetime

    from hwlab_cli.asking import Models
    from hwlab_cli.carried import Carried
    from hwlab_cli.delivery.run import Delivery
    from hwlab_cli.show.progress import Progress
    from hwlab_cli.workspace import Workspace

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_COUNTED = ("identified", "delivered", "adopted", "held", "failed")
_CODES = {State.HELD: ExitCode.HELD, State.FAILED: ExitCode.SOME_FAILED}


@app.command()
@guarded
def replay(
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="HW_ID", help="Only this intake; may be given again."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="At most N intakes.")
    ] = None,
    jobs: Jobs = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and deliver whatever comes, until stopped.")
    ] = False,
    fail_fast: FailFast = False,
    max_seconds: MaxSeconds = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be made in NetBox.")
    ] = False,
    log_file: LogFile = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Finish what an interruption or an outage left."""
    from hwlab_cli import config, hw_id
    from hwlab_cli.asking import Models
    from hwlab_cli.oplog import query
    from hwlab_cli.workspace import Workspace

    if watch and fail_fast:
        raise UsageError("--watch and --fail-fast contradict each other", hint="leave one out")
    settings = config.load()
    logged(settings, log_file)
    chosen = [hw_id.parse(name) for name in only] if only else None
    if dry_run:
        if watch:
            raise UsageError("--dry-run and --watch contradict each other", hint="leave one out")
        from hwlab_cli.commands.replay_plan import told_plan

        return told_plan(settings, chosen, limit, json=json)
    folder = home.state_folder()
    pace = Pace(fail_fast=fail_fast, max_seconds=max_seconds)
    with Models(settings, folder) as models, Workspace(folder, settings) as work:
        for name in chosen or ():
            query.intake(work.log, name)
        many = jobs or settings.intake.jobs
        run = Replay(work, chosen, limit, many, models, pace, json, verbose)
        try:
            if watch:
                from hwlab_cli.commands.watching import watched

                watched(work, run.once, pace)
            else:
                run.once()
        except BaseException as error:  # noqa: BLE001 - raised again where it is none of ours
            run.stopped(ended_by(error, json=json, verbose=verbose))
        return run.ended(watch=watch)


class Replay:
    """One command line's replays: what was told of them, and how they ended."""

    def __init__(
        self,
        work: "Workspace",
        only: list[str] | None,
        limit: int | None,
        jobs: int,
        models: "Models",
        pace: Pace,
        json: bool,
        verbose: bool,
    ) -> None:
        self._work = work
        self._only = only
        self._limit = limit
        self._jobs = jobs
        self._models = models
        self._pace = pace
        self._mishaps = Mishaps(json=json, verbose=verbose)
        self._json = json
        self._verbose = verbose
        self._codes: dict[str, ExitCode] = {}
        self._end: ExitCode | None = None
        self.counts: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._fault: HwlabError | None = None
        self._delivery: Delivery | None = None

    def once(self, stop: Callable[[], bool] = bool) -> HwlabError | None:
        """Carry out what is ready; return what kept NetBox from being asked, if anything did."""
        from hwlab_cli import pipeline
        from hwlab_cli.oplog import query
        from hwlab_cli.show.progress import Progress

        def is_over() -> bool:
            return stop() or self._pace.over()

        begun = set()
        self._seen.clear()
        ready = query.tally(self._work.log)
        total = len(self._only) if self._only else ready[State.READY] + ready[State.SENT]
        with Progress("replaying", min(total, self._limit or total)) as progress:
            self._models.listener = progress.heard
            for carried in pipeline.replay(
                self._work,
                self._jobs,
                self._models,
                only=self._only,
                limit=self._limit,
                stop=stop,
                enough=self._pace.over,
            ):
                begun.add(carried.intake.hw_id)
                self._tell(carried, progress)
            self._fault = None
            if self._delivers and not is_over():
                delivery = self._delivery = self._delivery or self._new_delivery()
                for carried in delivery.run(
                    only=self._only, limit=self._limit, begun=begun, stop=is_over
                ):
                    self._tell(carried, progress)
                self._fault = delivery.fault
                if self._fault is not None:
                    self._pace.fail()
        if not is_over():
            tell_of_shadows(self._models)
            pipeline.record_shadows(self._work, self._models, wait_for_all=True)
        return self._fault

    def stopped(self, code: ExitCode) -> None:
        """Take note of what ended it all before its time, and was told of."""
        self._end = code

    @property
    def codes(self) -> list[ExitCode]:
        """How each intake that was carried on stood in the end."""
        return list(self._codes.values())

    def ended(self, *, watch: bool) -> ExitCode:
        """Write the summary; return the exit code of the whole."""
        from hwlab_cli.oplog import query

        if self._end is not None:
            return self._cut_short(self._end)
        codes = list(self._codes.values())
        if self._fault is not None and not watch:
            told(self._fault, json=self._json, verbose=self._verbose)
            codes.append(self._fault.exit_code)
        tally = query.tally(self._work.log)
        until = query.postponed(self._work.log, self._only)
        away = {ExitCode.MODEL_UNREACHABLE, ExitCode.NOT_AUTHORIZED, ExitCode.CONFIG}
        # Where nothing but the models keeps it waiting, their own code says more.
        if until is not None and not away & set(codes):
            codes.append(ExitCode.QUEUED)
        if self._pace.time_is_up and self._has_work():
            codes.append(ExitCode.QUEUED)
        # Who was told to stop has done well; what is held is in the queue to see.
        code = ExitCode.DONE if watch else overall(codes)
        counts = {name: self.counts[name] for name in _COUNTED}
        counts["waiting"] = tally[State.READY] + tally[State.SENT]
        if self._json:
            lines.write(lines.summary(counts, code))
        else:
            people.say(self._in_words(counts, until))
            if self._pace.over() and not watch:
                people.say(f"{self._pace.why_over} ended it; what is left stays in the queue")
        return code

    def _cut_short(self, code: ExitCode) -> ExitCode:
        """Write what was counted so far; the log may be what could not be read any more."""
        from hwlab_cli.oplog import query

        whole = overall([*self._codes.values(), code])
        if self._json:
            counts = {name: self.counts[name] for name in _COUNTED}
            with contextlib.suppress(HwlabError):
                tally = query.tally(self._work.log)
                counts["waiting"] = tally[State.READY] + tally[State.SENT]
            lines.write(lines.summary({"waiting": 0} | counts, whole))
        return whole

    def _has_work(self) -> bool:
        """Tell whether anything could be begun now."""
        from hwlab_cli.oplog import claims

        claims.release(self._work.log, self._work.owner)
        kinds = tuple(OpKind) if self._delivers else (OpKind.IDENTIFY,)
        return any(claims.due(self._work.log, kind, only=self._only) for kind in kinds)

    @property
    def _delivers(self) -> bool:
        return bool(self._work.settings.netbox.url)

    def _new_delivery(self) -> "Delivery":
        from hwlab_cli.delivery.run import Delivery  # loads requests and Pillow

        return Delivery(self._work)

    def _tell(self, carried: "Carried", progress: "Progress") -> None:
        one = carried.intake
        op = settled(carried)
        left = carried.kind is not OpKind.IDENTIFY and op.state in {State.READY, State.SENT}
        self._mishaps.tell(carried.passed_over, one.hw_id)
        if carried.error is not None:
            self._mishaps.tell([carried.error], one.hw_id)
            self._codes[one.hw_id] = carried.error.exit_code
        else:
            self._codes[one.hw_id] = _CODES.get(
                one.state, ExitCode.QUEUED if left else ExitCode.DONE
            )
        self._pace.ended(self._codes[one.hw_id])
        if op.state in _CODES or (carried.kind is OpKind.IDENTIFY and one.state in _CODES):
            self.counts[one.state.value] += 1
        elif carried.kind is OpKind.IDENTIFY and op.state is State.DONE:
            self.counts["identified"] += 1
        elif carried.kind is OpKind.CREATE_DEVICE and op.state is State.DONE:
            self.counts["adopted" if op.outcome == "adopted" else "delivered"] += 1
        if one.hw_id not in self._seen:
            self._seen.add(one.hw_id)
            progress.step()
        people.note(f"{one.hw_id} {op.kind.value} {op.state.value} {op.reason}")
        if self._json:
            line = {"kind": op.kind.value, "state": op.state.value, "reason": op.reason}
            more = {"intake_state": one.state.value, "reasons": one.reasons}
            place = {"netbox_url": one.netbox_url}
            lines.write({"type": "op", "hw_id": one.hw_id, **line, **more, **place})
        elif not left:  # what could not be asked is told of once, and counted
            found = one.identification
            device = " ".join(filter(None, (found.manufacturer, found.model))) if found else ""
            reasons = f" ({'; '.join(one.reasons)})" if one.reasons else ""
            url = (
                f"  {one.netbox_url}" if op.kind is OpKind.CREATE_DEVICE and one.netbox_url else ""
            )
            people.say(f"{one.hw_id} {op.kind.value}: {op.state.value}  {device}{reasons}{url}")

    def _in_words(self, counts: dict[str, int], until: "datetime | None") -> str:
        waiting = counts["waiting"]
        told_of = [
            f"{number} {name}" for name, number in counts.items() if number and name != "waiting"
        ]
        text = ", ".join(told_of) or "nothing to carry out"
        if not waiting:
            return text
        if not self._work.settings.netbox.url:
            return f"{text}; {waiting} waiting for NetBox, which is not configured"
        when = f", some until {until.astimezone():%H:%M:%S}" if until else ""
        return f"{text}; {waiting} waiting{when}"
