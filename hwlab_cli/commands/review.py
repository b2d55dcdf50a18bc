"""`hwlab review`: go through what is held, a card at a time."""

from typing import Annotated

import typer

from hwlab_cli.commands.guard import Verbose, guarded
from hwlab_cli.commands.log_file import logged
from hwlab_cli.errors import ExitCode, UsageError, overall
from hwlab_cli.model import State

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@guarded
def review(
    hw_id: Annotated[
        str | None,
        typer.Argument(metavar="[HW_ID]", help="This intake alone; it may have failed, too."),
    ] = None,
    pictures: Annotated[
        bool,
        typer.Option(
            "--pictures/--no-pictures",
            help="Draw the labels where the terminal can; else their photos' paths are told.",
        ),
    ] = True,
    opens: Annotated[
        bool, typer.Option("--open", help="Open each card's photos in the system's viewer.")
    ] = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Go through what is held, a card at a time, and decide.

    Every decision is in the log at once: leave whenever you like, also by Ctrl-C. What is ready
    then is delivered when you are through, where a NetBox is configured.
    """
    from hwlab_cli import config, home
    from hwlab_cli import hw_id as names
    from hwlab_cli.commands.after_sitting import finished
    from hwlab_cli.commands.sitting import Manner, sat
    from hwlab_cli.oplog import query
    from hwlab_cli.reviewing.choices import REVIEWED
    from hwlab_cli.show import people
    from hwlab_cli.workspace import Workspace

    settings = config.load()
    logged(settings)
    folder = home.state_folder()
    name = names.parse(hw_id) if hw_id else None
    with Workspace(folder, settings) as work:
        if name is not None:
            one = query.intake(work.log, name)
            if one.state not in REVIEWED:
                raise UsageError(
                    f"it waits for nobody: it is {one.state.value}",
                    item=name,
                    hint=f"`hwlab queue show {name}` tells where it stands",
                )
            waiting = [name]
        else:
            waiting = [one.hw_id for one in query.intakes(work.log, [State.HELD])]
        if not waiting:
            people.say("nothing is held")
            return ExitCode.DONE
        from hwlab_cli.commands.lazy_models import lazy_models

        with lazy_models(settings, folder) as models:
            changed = sat(work, waiting, models, Manner(pictures, opens, verbose))
        return overall(finished(work, waiting, changed, verbose=verbose))
