"""`hwlab queue replay`: carry out what is owed, once or for as long as it takes."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli import home
from hwlab_cli.commands.guard import Json, Verbose, guarded, told
from hwlab_cli.commands.mishaps import Mishaps, tell_of_shadows
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
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, max=64, help="How many devices to look at at once."
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and deliver whatever comes, until stopped.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be made in NetBox.")
    ] = False,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Finish what an interruption or an outage left."""
    from hwlab_cli import config, hw_id
    from hwlab_cli.asking import Models
    from hwlab_cli.oplog import query
    from hwlab_cli.workspace import Workspace

    settings = config.load()
    chosen = [hw_id.parse(name) for name in only] if only else None
    if dry_run:
        if watch:
            raise UsageError("--dry-run and --watch contradict each other", hint="leave one out")
        from hwlab_cli.commands.replay_plan import told_plan

        return told_plan(settings, chosen, limit, json=json)
    folder = home.state_folder()
    with Models(settings, folder) as models, Workspace(folder, settings) as work:
        for name in chosen or ():
            query.intake(work.log, name)
        run = _Replay(work, chosen, limit, jobs or settings.intake.jobs, models, json, verbose)
        if watch:
            from hwlab_cli.commands.watching import watched

            watched(work, run.once)
            return run.ended(watch=True)
        run.once()
        return run.ended(watch=False)


class _Replay:
    """One command line's replays: what was told of them, and how they ended."""

    def __init__(
        self,
        work: "Workspace",
        only: list[str] | None,
        limit: int | None,
        jobs: int,
        models: "Models",
        json: bool,
        verbose: bool,
    ) -> None:
        self._work = work
        self._only = only
        self._limit = limit
        self._jobs = jobs
        self._models = models
        self._mishaps = Mishaps(json=json, verbose=verbose)
        self._json = json
        self._verbose = verbose
        self._codes: dict[str, ExitCode] = {}
        self._counts: Counter[str] = Counter()
        self._fault: HwlabError | None = None
        self._delivery: Delivery | None = None

    def once(self, stop: Callable[[], bool] = bool) -> HwlabError | None:
        """Carry out what is ready; return what kept NetBox from being asked, if anything did."""
        from hwlab_cli import pipeline
        from hwlab_cli.oplog import query
        from hwlab_cli.show.progress import Progress

        begun = set()
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
            ):
                begun.add(carried.intake.hw_id)
                self._tell(carried, progress)
            self._fault = None
            if self._work.settings.netbox.url and not stop():
                delivery = self._delivery = self._delivery or self._new_delivery()
                for carried in delivery.run(
                    only=self._only, limit=self._limit, begun=begun, stop=stop
                ):
                    self._tell(carried, progress)
                self._fault = delivery.fault
        if not stop():
            tell_of_shadows(self._models)
            pipeline.record_shadows(self._work, self._models, wait_for_all=True)
        return self._fault

    def ended(self, *, watch: bool) -> ExitCode:
        """Write the summary; return the exit code of the whole."""
        from hwlab_cli.oplog import query

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
        # Who was told to stop has done well; what is held is in the queue to see.
        code = ExitCode.DONE if watch else overall(codes)
        names = ("identified", "delivered", "adopted", "held", "failed")
        counts = {name: self._counts[name] for name in names}
        counts["waiting"] = tally[State.READY] + tally[State.SENT]
        if self._json:
            lines.write(lines.summary(counts, code))
        else:
            people.say(self._in_words(counts, until))
        return code

    def _new_delivery(self) -> "Delivery":
        from hwlab_cli.delivery.run import Delivery  # loads requests and Pillow

        return Delivery(self._work)

    def _tell(self, carried: "Carried", progress: "Progress") -> None:
        one = carried.intake
        ops = [op for op in one.ops if op.kind is carried.kind]
        op = next((op for op in reversed(ops) if op.state is not State.READY or op.reason), ops[0])
        left = carried.kind is not OpKind.IDENTIFY and op.state in {State.READY, State.SENT}
        self._mishaps.tell(carried.passed_over, one.hw_id)
        if carried.error is not None:
            self._mishaps.tell([carried.error], one.hw_id)
            self._codes[one.hw_id] = carried.error.exit_code
        else:
            self._codes[one.hw_id] = _CODES.get(
                one.state, ExitCode.QUEUED if left else ExitCode.DONE
            )
        if op.state in _CODES or (carried.kind is OpKind.IDENTIFY and one.state in _CODES):
            self._counts[one.state.value] += 1
        elif carried.kind is OpKind.IDENTIFY and op.state is State.DONE:
            self._counts["identified"] += 1
        elif carried.kind is OpKind.CREATE_DEVICE and op.state is State.DONE:
            self._counts["adopted" if op.outcome == "adopted" else "delivered"] += 1
        if carried.kind in {OpKind.IDENTIFY, OpKind.CREATE_DEVICE}:
            progress.step()
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
