"""`hwlab intake`: take photos in, identify what is on them, queue the devices."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hwlab_cli.commands.guard import CaptureOnly, Jobs, Json, OneTier, Verbose, guarded
from hwlab_cli.commands.intake_capture import Where, captured
from hwlab_cli.commands.intake_carry import Carrying
from hwlab_cli.commands.intake_groups import Manner, in_devices, manner
from hwlab_cli.commands.intake_outcome import Outcome
from hwlab_cli.commands.intake_photos import usable
from hwlab_cli.commands.log_file import LogFile, logged
from hwlab_cli.commands.names import STDIN
from hwlab_cli.commands.pace import FailFast, MaxSeconds, Pace
from hwlab_cli.errors import ExitCode, UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


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
    null: Annotated[
        bool,
        typer.Option("--null", "-0", help="Names on standard input end with a null byte each."),
    ] = False,
    group: Annotated[
        Manner | None,
        typer.Option(
            help="Which photos show one device: all (`one`), each its own (`each`), or those that "
            "their barcodes, labels, folders and times put together (`auto`).",
        ),
    ] = None,
    one: Annotated[
        bool, typer.Option("--one", help="All photos show one device: --group one.")
    ] = False,
    each: Annotated[
        bool,
        typer.Option(
            "--each", help="Every photo shows a device of its own (the default): --group each."
        ),
    ] = False,
    into: Annotated[
        str | None,
        typer.Option(metavar="HW_ID", help="Add the photos to this intake, and look again."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Take photos in that were taken in before.")
    ] = False,
    capture_only: CaptureOnly = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Look and tell what would be queued; write nothing.")
    ] = False,
    jobs: Jobs = None,
    fail_fast: FailFast = False,
    max_seconds: MaxSeconds = None,
    tier: OneTier = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", "-y", "--no-input", help="Ask nothing: what would need a person is held."
        ),
    ] = False,
    log_file: LogFile = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Take photos of hardware in: store them, say what they show, queue the devices."""
    from hwlab_cli import config, home, hw_id
    from hwlab_cli.asking import Models
    from hwlab_cli.workspace import Workspace

    kind = manner(group, one=one, each=each, into=into is not None)
    if null and STDIN not in photos:
        raise UsageError(
            "-0 is about names on standard input", hint="name them with -, as in: -0 -"
        )
    settings = config.load()
    logged(settings, log_file)
    # A script has no person before it: what would need one is held.
    asks = not (yes or json or dry_run) and sys.stdin.isatty() and sys.stdout.isatty()
    pace = Pace(fail_fast=fail_fast, max_seconds=max_seconds)
    outcome = Outcome(settings, json=json, verbose=verbose, asks=asks, pace=pace)
    jobs = jobs or settings.intake.jobs
    folder = home.state_folder()
    # Before anything is captured: a tier that there is not is a slip of the hand.
    models = Models(settings, folder, only=tier)
    if dry_run:
        from hwlab_cli.commands.intake_plan import Planned

        with models:
            groups = in_devices(photos, kind, outcome, jobs, again=again, null=null)
            planned = Planned(
                settings, models, outcome.mishaps, json=json, is_one=kind is Manner.ONE
            )
            devices = (list(usable(group, outcome)) for group in pace.while_going(groups or ()))
            return planned.told((one for one in devices if one), outcome.codes)
    with outcome.telling(), models:
        groups = in_devices(photos, kind, outcome, jobs, again=again, null=null)
        if groups is None:
            return ExitCode.DONE
        with Workspace(folder, settings) as work:
            where = Where(hw_id.parse(into) if into else None, again, kind is Manner.ONE)
            safe = captured(work, groups, where, outcome, telling=capture_only)
            if not capture_only:
                carrying = Carrying(work, models, outcome)
                carrying.carried(safe, jobs)
                carrying.asked()
    return outcome.ended()
