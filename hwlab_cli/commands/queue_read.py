"""The part of `hwlab queue` that only reads: list, show, export, check."""

from typing import Annotated

import typer

from hwlab_cli import home
from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.errors import ExitCode
from hwlab_cli.model import State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.show import lines

app = typer.Typer(add_completion=False, rich_markup_mode=None)

States = Annotated[
    list[State] | None,
    typer.Option(
        "--state",
        metavar="STATE",
        help=f"Only intakes that are {', '.join(State)}; may be given again.",
    ),
]
_SHOWN = 50


@app.command("list")
@guarded
def list_intakes(
    state: States = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="Only the newest N.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=f"All of them; without --json, {_SHOWN} are shown.")
    ] = False,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """List the intakes, oldest first, and where each stands."""
    newest = limit if limit is not None or every or json else _SHOWN
    with OpLog.open(home.state_folder(), create=False) as log:
        found = query.intakes(log, state or (), newest=newest)
        if json:
            for one in found:
                lines.write(lines.listed(one))
            return ExitCode.DONE
        from hwlab_cli.show import listing  # not for scripts

        shown = listing.table(found)
        listing.tally(query.tally(log), shown, complete=bool(state) or every)
    return ExitCode.DONE


@app.command()
@guarded
def show(
    hw_id: Annotated[str, typer.Argument(metavar="HW_ID", help="The intake to show.")],
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Show one intake: its fields, evidence and history."""
    from hwlab_cli import hw_id as hw_ids

    with OpLog.open(home.state_folder(), create=False) as log:
        one = query.intake(log, hw_ids.parse(hw_id))
        events = query.events(log, one.row_id)
    if json:
        history = [lines.event(event) for event in events]
        ops = lines.listed(one)["ops"]
        bodies = [op.body for op in one.ops]
        ops = [{**op, "body": body} for op, body in zip(ops, bodies, strict=True)]
        created = {"created_at": one.created_at}
        lines.write({**lines.intake(one), **created, "ops": ops, "events": history})
    else:
        from hwlab_cli import config
        from hwlab_cli.show.asked import asked
        from hwlab_cli.show.card import history as history_table
        from hwlab_cli.show.card import intake_card

        intake_card(one, known=False, netbox=bool(config.load().netbox.url))
        asked(one.identification.asked if one.identification else [])
        history_table(events)
    return ExitCode.DONE


@app.command()
@guarded
def export(
    state: States = None,
    json: Json = False,  # noqa: ARG001 - it always is
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Write all that the log knows as JSON lines.

    One intake a line on stdout, with its ops, their bodies and its history.
    """
    from hwlab_cli.oplog.export import export as exported

    with OpLog.open(home.state_folder(), create=False) as log:
        for record in exported(log, state or ()):
            lines.write({"type": "intake", **record})
    return ExitCode.DONE


@app.command()
@guarded
def check(
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Check the log and every original.

    Exit code 1 when something is damaged.
    """
    from hwlab_cli.oplog.checkup import check as checked
    from hwlab_cli.photos.originals import Originals
    from hwlab_cli.show.plain import harmless

    folder = home.state_folder()
    with OpLog.open(folder, create=False) as log:
        problems = checked(log, Originals(folder / "originals"))
        counted = sum(query.tally(log).values()) if not problems else None
    damaged = [problem for problem in problems if not problem.harmless]
    code = ExitCode.UNEXPECTED if damaged else ExitCode.DONE
    for problem in problems:
        if json:
            lines.write(
                {
                    "type": "problem",
                    "what": problem.what,
                    "item": problem.item,
                    "hint": problem.hint,
                    "harmless": problem.harmless,
                }
            )
        else:
            word = "note" if problem.harmless else "damaged"
            typer.echo(f"{word}: {harmless(f'{problem.item}: {problem.what}')}")
            typer.echo(f"  {harmless(problem.hint)}")
    if json:
        counts = {"problems": len(damaged), "notes": len(problems) - len(damaged)}
        lines.write(lines.summary(counts, code))
    elif not damaged:
        among = "" if counted is None else f": {counted} intakes and their originals"
        typer.echo(f"the log is sound{among}")
    return code
