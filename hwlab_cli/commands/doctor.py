"""`hwlab doctor`: look at everything, and say what is wrong and what to do about it."""

from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.errors import ExitCode, UsageError, overall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hwlab_cli.diagnosis.examination import Subject

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@guarded
def doctor(
    subjects: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SUBJECT...]",
            help="Only these: config, state, queue, label, prompts, models, netbox, catalog, "
            "versions.",
        ),
    ] = None,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Look at everything that hwlab needs, and say what is wrong and what to do.

    Nothing is changed. Models are asked for a number that is shown to them, and NetBox for what
    the token may do; in the state folder a file is made for a moment, to see that it can be.
    """
    from hwlab_cli import config, home
    from hwlab_cli.diagnosis.examination import examine
    from hwlab_cli.diagnosis.ground import Ground
    from hwlab_cli.errors import ConfigError
    from hwlab_cli.show import findings as shown
    from hwlab_cli.show import lines
    from hwlab_cli.show.progress import Progress

    chosen = _chosen(subjects or [])
    settings, mistake = None, None
    try:
        settings = config.load()
    except ConfigError as error:
        mistake = error
    found = []
    with Progress("looking", 1, quiet=json) as progress:
        sheet = shown.Sheet()
        for one in examine(Ground(home.state_folder(), settings, mistake, progress.heard), chosen):
            found.append(one)
            if json:
                lines.write(shown.line(one))
            else:
                sheet.write(one)
    code = overall([one.code for one in found if one.code is not ExitCode.DONE])
    if json:
        lines.write(lines.summary(shown.counts(found), code))
    else:
        sheet.end(found)
    return code


def _chosen(names: "Sequence[str]") -> "list[Subject]":
    """Return the subjects of these names, all where there are none; raises UsageError."""
    from hwlab_cli.diagnosis.examination import SUBJECTS

    known = [one.name for one in SUBJECTS]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            "there is nothing of that name to look at",
            item=unknown[0],
            hint=f"it is one of {', '.join(known)}",
        )
    return [one for one in SUBJECTS if not names or one.name in names]
