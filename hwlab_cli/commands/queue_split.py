"""`hwlab queue split`: say which of the devices on a photo are intakes of their own."""

from typing import Annotated

import typer

from hwlab_cli import home
from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.errors import ExitCode, UsageError
from hwlab_cli.model import State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.show import lines

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_CODES = {State.HELD: ExitCode.HELD, State.FAILED: ExitCode.SOME_FAILED}


@app.command()
@guarded
def split(
    hw_id: Annotated[str, typer.Argument(metavar="HW_ID", help="The intake of the photo.")],
    numbers: Annotated[
        list[int] | None,
        typer.Argument(
            metavar="[N...]",
            help="Only these of the devices that it may show, by the numbers that "
            "`queue show` gives them; all of them without.",
        ),
    ] = None,
    one: Annotated[bool, typer.Option("--one", help="It shows one device.")] = False,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Make an intake of each device on one photo.

    `hwlab queue replay` then identifies each by its part of the photo.
    """
    from hwlab_cli import config
    from hwlab_cli import hw_id as names
    from hwlab_cli.reviewing import several
    from hwlab_cli.show.card import intake_card

    if one and numbers:
        raise UsageError("--one and numbers contradict each other", hint="leave one of them out")
    settings = config.load()
    held_for = settings.intake.unproven
    with OpLog.open(home.state_folder(), create=False) as log:
        before = query.intake(log, names.parse(hw_id))
        if one:
            several.is_one(log, before, held_for)
            made = [before.hw_id]
        else:
            made = several.split(log, before, held_for, numbers or ())
        after = [query.intake(log, name) for name in made]
    for each in after:
        if json:
            lines.write(lines.intake(each))
        else:
            intake_card(each, known=False, netbox=bool(settings.netbox.url))
    return next((_CODES[each.state] for each in after if each.state in _CODES), ExitCode.DONE)
