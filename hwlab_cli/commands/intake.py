"""`hwlab intake`: take photos in, identify what is on them, queue the devices."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.delivering import code_of, delivered_now
from hwlab_cli.commands.guard import Json, OneTier, Verbose, guarded
from hwlab_cli.commands.mishaps import Mishaps, tell_of_shadows
from hwlab_cli.commands.own_label import whose_label
from hwlab_cli.errors import ExitCode, HwlabError, PhotoError, UsageError, overall
from hwlab_cli.model import State

if TYPE_CHECKING:
    from hwlab_cli.asking import Models
    from hwlab_cli.config import Settings
    from hwlab_cli.oplog.claims import Claim
    from hwlab_cli.oplog.query import Intake
    from hwlab_cli.photos.load import Photo
    from hwlab_cli.workspace import Workspace

app = typer.Typer(add_completion=False, rich_markup_mode=None)

CODES = {
    State.HELD: ExitCode.HELD,
    State.FAILED: ExitCode.SOME_FAILED,
}
"""The exit code of an intake's state; of any other state it is 0."""

PLACES = {State.HELD: "held", State.FAILED: "failed", State.DONE: "delivered"}
"""Where a summary counts an intake's state; any other state counts as queued."""

_DELIVERED_TOGETHER = 16


@app.command()
@guarded
def intake(
    photos: Annotated[
        list[Path],
        typer.Argument(
            metavar="PHOTO...",
            help="Photos, folders of photos, or - for names on standard input, one a line.",
        ),
    ],
    one: Annotated[bool, typer.Option("--one", help="All photos show one device.")] = False,
    each: Annotated[
        bool, typer.Option("--each", help="Every photo shows a device of its own (the default).")
    ] = False,
    into: Annotated[
        str | None,
        typer.Option(metavar="HW_ID", help="Add the photos to this intake, and look again."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Take photos in that were taken in before.")
    ] = False,
    capture_only: Annotated[
        bool, typer.Option("--capture-only", help="Store the photos; `queue replay` does the rest.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Look and tell what would be queued; write nothing.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, max=64, help="How many devices to look at at once."
        ),
    ] = None,
    tier: OneTier = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", "-y", "--no-input", help="Ask nothing: what would need a person is held."
        ),
    ] = False,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Take photos of hardware in: store them, say what they show, queue the devices."""
    from hwlab_cli import config, home, hw_id
    from hwlab_cli.asking import Models
    from hwlab_cli.workspace import Workspace

    if one and each:
        raise UsageError("--one and --each contradict each other", hint="leave one of them out")
    settings = config.load()
    # A script has no person before it: what would need one is held.
    asks = not (yes or json) and sys.stdin.isatty() and sys.stdout.isatty()
    run = _Run(settings, json=json, verbose=verbose, asks=asks)
    groups = run.groups(photos, together=one or into is not None)
    folder = home.state_folder()
    if dry_run:
        from hwlab_cli.commands.intake_plan import Planned

        with Models(settings, folder, only=tier) as models:
            planned = Planned(settings, models, run.mishaps, json=json)
            usable = (list(run.usable(group)) for group in groups)
            return planned.told((one for one in usable if one), run.codes)
    # Before anything is captured: a tier that there is not is a slip of the hand.
    models = Models(settings, folder, only=tier)
    with models, Workspace(folder, settings) as work:
        target = hw_id.parse(into) if into else None
        claims = run.captured(work, groups, again=again, into=target, telling=capture_only)
        if not capture_only:
            run.carried(work, claims, jobs or settings.intake.jobs, models)
            run.asked(work, models)
    return run.ended()


class _Run:
    """One command line's worth of intakes: what was told of them, and how each ended."""

    def __init__(self, settings: "Settings", *, json: bool, verbose: bool, asks: bool) -> None:
        self._settings = settings
        self._json = json
        self._verbose = verbose
        self._asks = asks
        self._to_ask: list[str] = []
        self._away = False
        self.mishaps = Mishaps(json=json, verbose=verbose)
        self.codes: list[ExitCode] = []
        self._counts: Counter[str] = Counter()
        self._attached: list[str] = []

    def groups(self, arguments: Sequence[Path], *, together: bool) -> list[list[Path]]:
        from hwlab_cli.commands.names import expanded

        paths = []
        for path in expanded(arguments):
            if isinstance(path, PhotoError):
                self._failed(path)
            else:
                paths.append(path)
        if together:
            return [paths] if paths else []
        return [[path] for path in paths]

    def captured(
        self,
        work: "Workspace",
        groups: Sequence[Sequence[Path]],
        *,
        again: bool,
        into: str | None,
        telling: bool,
    ) -> list["Claim"]:
        """Capture every group; names each hw_id as soon as it is safe.

        Photos that show the label of an intake are that one's, unless they are to be taken in
        `again`.
        """
        from hwlab_cli import pipeline
        from hwlab_cli.oplog import query
        from hwlab_cli.show import people
        from hwlab_cli.show.progress import Progress

        claims: dict[int, Claim] = {}
        with Progress("taking in", len(groups)) as progress:
            for group in groups:
                photos = list(self.usable(group))
                progress.step()
                if not photos:
                    continue
                try:
                    labelled = None if again or into else whose_label(work, photos)
                    if labelled:
                        captured = pipeline.add_labelled(work, labelled, photos)
                    elif into:
                        captured = pipeline.add_photos(work, into, photos)
                    else:
                        captured = pipeline.capture(work, photos, again=again)
                except (PhotoError, UsageError) as error:
                    if into:
                        raise
                    self._failed(error)
                    continue
                if captured.claim is None and captured.known:
                    known = self._known(work, captured.hw_id, photos, captured.known)
                    claims |= {claim.intake_id: claim for claim in known}
                    continue
                self._counts["taken"] += 1
                if captured.claim is not None:
                    # A second photo of one intake takes the claim of the first over.
                    claims[captured.claim.intake_id] = captured.claim
                elif captured.hw_id not in self._attached:
                    self._attached.append(captured.hw_id)
                if not self._json:
                    why = "its label is on it" if labelled else "is safe"
                    people.say(f"{captured.hw_id} {why}: {', '.join(p.name for p in photos)}")
                if telling:
                    self._tell(query.intake(work.log, captured.hw_id))
        return list(claims.values())

    def carried(
        self, work: "Workspace", claims: Sequence["Claim"], jobs: int, models: "Models"
    ) -> None:
        """Identify what was captured, deliver it, and tell of each as it is done."""
        from hwlab_cli import pipeline
        from hwlab_cli.show.progress import Progress

        self._delivered(work, self._attached)
        identified = []
        with Progress("identifying", len(claims)) as progress:
            models.listener = progress.heard
            for carried in pipeline.carry(work, claims, jobs, models):
                hw_id = carried.intake.hw_id
                self.mishaps.tell(carried.passed_over, hw_id)
                if carried.error is not None:
                    self._failed(carried.error, hw_id)
                progress.step()
                if carried.intake.state is not State.READY or not carried.intake.identification:
                    self._tell(carried.intake, counts=carried.error is None)
                    continue
                identified.append(hw_id)
                if len(identified) >= self._together:
                    self._delivered(work, identified)
                    identified = []
            self._delivered(work, identified)
        tell_of_shadows(models)
        pipeline.record_shadows(work, models, wait_for_all=True)

    @property
    def _together(self) -> int:
        return _DELIVERED_TOGETHER if self._settings.netbox.url and not self._away else 1

    def _delivered(self, work: "Workspace", hw_ids: list[str]) -> None:
        """Deliver what was identified, where NetBox is configured and not away; tell of each."""
        from hwlab_cli.oplog import query

        if hw_ids and self._settings.netbox.url and not self._away:
            fault = delivered_now(work, hw_ids, json=self._json, verbose=self._verbose)
            if fault is not None:
                self._away = True
                self.codes.append(fault)
        for hw_id in hw_ids:
            one = query.intake(work.log, hw_id)
            waits = self._asks and one.state is State.HELD
            if self._settings.netbox.url and not waits:
                self.codes.append(code_of(one))
            self._tell(one)

    def asked(self, work: "Workspace", models: "Models") -> None:
        """Go through what is held with the person at this terminal; deliver what is ready then."""
        from hwlab_cli.commands.sitting import Manner, sat
        from hwlab_cli.oplog import query

        self._asks = False
        if not self._to_ask:
            return
        sat(work, self._to_ask, lambda: models, Manner(verbose=self._verbose))
        after = [query.intake(work.log, hw_id) for hw_id in self._to_ask]
        self._delivered(work, [one.hw_id for one in after if one.state is State.READY])
        for one in after:
            if one.state is not State.READY:
                self._count(one)

    def ended(self) -> ExitCode:
        """Write the summary; return the exit code of the whole."""
        from hwlab_cli.show import lines, people

        code = overall(self.codes)
        names = ("taken", "known", "held", "delivered", "queued", "failed")
        counts = {name: self._counts[name] for name in names}
        if self._json:
            lines.write(lines.summary(counts, code))
        elif sum(counts.values()) > 1:
            told_of = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
            people.say(told_of)
        return code

    def usable(self, group: Sequence[Path]) -> Iterator["Photo"]:
        """Yield the photos that can be used; tell of the others."""
        from hwlab_cli.photos import load
        from hwlab_cli.show import people

        for path in group:
            try:
                photo = load.read(path, self._settings.photos.max_megapixels)
            except PhotoError as error:
                self._failed(error)
                continue
            if photo.note:
                people.say(f"note: {photo.name}: {photo.note}")
            yield photo

    def _known(
        self, work: "Workspace", hw_id: str, photos: Sequence["Photo"], known: Sequence[str]
    ) -> list["Claim"]:
        from hwlab_cli.errors import NotFoundError
        from hwlab_cli.model import OpKind
        from hwlab_cli.oplog import claims, query
        from hwlab_cli.show import people

        self._counts["known"] += 1
        fresh = [photo.name for photo in photos if photo.sha256 not in known]
        if fresh:
            self._failed(
                PhotoError(
                    f"not taken in: {hw_id} has other photos of this group already",
                    item=", ".join(fresh),
                    hint=f"`hwlab intake --into {hw_id} PHOTO` adds a photo to that intake",
                )
            )
        # Left over from a run that was interrupted: finish it now.
        mine = claims.claim(work.log, work.owner, OpKind.IDENTIFY, limit=1, only=[hw_id])
        if mine:
            return mine
        try:
            self._tell(query.intake(work.log, hw_id), known=True)
        except NotFoundError:
            people.say(f"{hw_id} had this photo; its records were pruned since")
            self.codes.append(ExitCode.DONE)
        return []

    def _tell(self, one: "Intake", *, known: bool = False, counts: bool = True) -> None:
        from hwlab_cli.show import lines

        if self._asks and one.state is State.HELD and not known:
            self._to_ask.append(one.hw_id)
            return
        if self._json:
            lines.write(lines.intake(one, known=known))
        else:
            from hwlab_cli.show.card import intake_card

            intake_card(one, known=known, netbox=bool(self._settings.netbox.url))
        self._count(one, known=known, counts=counts)

    def _count(self, one: "Intake", *, known: bool = False, counts: bool = True) -> None:
        if not known:
            self._counts[PLACES.get(one.state, "queued")] += 1
        if counts:
            self.codes.append(CODES.get(one.state, ExitCode.DONE))

    def _failed(self, error: HwlabError, about: str = "") -> None:
        self.mishaps.tell([error], about)
        if isinstance(error, PhotoError):
            self._counts["failed"] += 1
        self.codes.append(error.exit_code)
