"""`hwlab intake`: take photos in, identify what is on them, queue the devices."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hwlab_cli.commands.guard import Json, OneTier, Verbose, guarded
from hwlab_cli.commands.intake_capture import Where, captured
from hwlab_cli.commands.intake_carry import Carrying
from hwlab_cli.commands.intake_groups import Manner, in_devices, manner
from hwlab_cli.commands.intake_outcome import Outcome
from hwlab_cli.commands.intake_photos import usable
from hwlab_cli.errors import ExitCode

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

    kind = manner(group, one=one, each=each, into=into is not None)
    settings = config.load()
    # A script has no person before it: what would need one is held.
    asks = not (yes or json) and sys.stdin.isatty() and sys.stdout.isatty()
    outcome = Outcome(settings, json=json, verbose=verbose, asks=asks)
    jobs = jobs or settings.intake.jobs
    groups = in_devices(photos, kind, outcome, jobs, again=again)
    if groups is None:
        return ExitCode.DONE
    folder = home.state_folder()
    if dry_run:
        from hwlab_cli.commands.intake_plan import Planned

        with Models(settings, folder, only=tier) as models:
            planned = Planned(
                settings, models, outcome.mishaps, json=json, is_one=kind is Manner.ONE
            )
            devices = (list(usable(group, outcome)) for group in groups)
            return planned.told((one for one in devices if one), outcome.codes)
    # Before anything is captured: a tier that there is not is a slip of the hand.
    models = Models(settings, folder, only=tier)
    with models, Workspace(folder, settings) as work:
        where = Where(hw_id.parse(into) if into else None, again, kind is Manner.ONE)
        safe = captured(work, groups, where, outcome, telling=capture_only)
        if not capture_only:
            carrying = Carrying(work, models, outcome)
            carrying.carried(safe, jobs)
            carrying.asked()
    return outcome.ended()
