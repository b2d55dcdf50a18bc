"""`hwlab watch`: take in what comes into folders, for as long as it takes."""

import os
from pathlib import Path
from typing import Annotated

import typer

from hwlab_cli.commands.guard import CaptureOnly, Jobs, Json, OneTier, Verbose, ended_by, guarded
from hwlab_cli.commands.intake_groups import Manner
from hwlab_cli.commands.log_file import LogFile, logged
from hwlab_cli.errors import ExitCode, NotFoundError
from hwlab_cli.names import shown
from hwlab_cli.show import people

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@guarded
def watch(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER...",
            help="Where photos come: a phone's synchronized folder, a scanner's output.",
        ),
    ],
    group: Annotated[
        Manner,
        typer.Option(
            help="Which photos that came together show one device: those that their barcodes, "
            "labels and times put together (`auto`), each its own (`each`), or all (`one`)."
        ),
    ] = Manner.AUTO,
    once: Annotated[
        bool, typer.Option("--once", help="End when all that is there is taken care of.")
    ] = False,
    poll: Annotated[
        bool,
        typer.Option(
            "--poll", help="Look again and again: network folders tell of nothing that comes."
        ),
    ] = False,
    capture_only: CaptureOnly = False,
    jobs: Jobs = None,
    tier: OneTier = None,
    log_file: LogFile = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Take in new photos of a folder once they are whole, and deliver, until stopped."""
    from hwlab_cli import config, home
    from hwlab_cli.asking import Models
    from hwlab_cli.commands.coming import coming
    from hwlab_cli.commands.watch_run import Watching, Wishes
    from hwlab_cli.commands.watching import ending_on_sigterm
    from hwlab_cli.workspace import Workspace

    settings = config.load()
    logged(settings, log_file)
    for folder in folders:
        # Not `Path.is_dir`: that raises for names that are too long, and below closed folders.
        if not os.path.isdir(folder):  # noqa: PTH112
            raise NotFoundError(
                "no such folder", item=shown(folder), hint="name a folder that photos come into"
            )
    state = home.state_folder()
    wishes = Wishes(group, capture_only, jobs or settings.intake.jobs, json, verbose)
    models = Models(settings, state, only=tier)
    with ending_on_sigterm() as stopped, models, Workspace(state, settings) as work:
        run = Watching(work, models, folders, wishes)
        try:
            if once:
                run.until_all_is_done(stopped)
            else:
                names = ", ".join(shown(folder) for folder in folders)
                people.say(f"watching {names}; Ctrl-C or SIGTERM ends it")
                for changed in coming(folders, stopped, settings.watch, poll=poll):
                    run.turn(stopped.is_set, look=changed)
        except BaseException as error:  # noqa: BLE001 - raised again where it is none of ours
            return run.cut_short(ended_by(error, json=json, verbose=verbose))
        return run.ended(told_to_stop=not once or stopped.is_set())
