"""`hwlab netbox`: make NetBox ready for hwlab, and see whether it is."""

from typing import Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.errors import ExitCode, overall

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Make NetBox ready for hwlab, and see whether it is.",
)


@app.command()
@guarded
def setup(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be made.")
    ] = False,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Make what hwlab needs: custom fields, a tag, roles.

    Also the site of new devices. May be run again at any time: what is there is left alone.
    """
    from hwlab_cli import config
    from hwlab_cli.netbox import setup as setting_up
    from hwlab_cli.netbox.client import Client
    from hwlab_cli.netbox.faults import CAN_IT_BE_REACHED, LATER, AwayError
    from hwlab_cli.show import lines
    from hwlab_cli.show.plain import harmless

    client = Client(config.load().netbox)
    done = 0
    try:
        changes = list(setting_up.wanted(client))
    except AwayError as error:
        if error.hint == LATER:
            error.hint = f"{CAN_IT_BE_REACHED}; then `hwlab netbox setup` again"
        raise
    for change in changes:
        if not dry_run:
            setting_up.carry_out(client, change)
        done += 1
        if json:
            line = {"action": change.action, "what": change.what, "name": change.name}
            lines.write({"type": "setup", **line, "done": not dry_run})
        else:
            verb = {"make": "made", "mend": "mended"}[change.action]
            verb = f"would be {verb}" if dry_run else verb
            typer.echo(harmless(f"{verb}: {change.what} {change.name}"))
    if json:
        lines.write(lines.summary({"changes": done}, ExitCode.DONE))
    elif not done:
        typer.echo("NetBox has everything that hwlab needs")
    return ExitCode.DONE


@app.command()
@guarded
def check(
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """See whether NetBox is ready, and what to do if not.

    Where the catalog has device types in full, that includes the right to make them so.
    """
    from hwlab_cli import config, home
    from hwlab_cli.catalog.store import Catalog
    from hwlab_cli.netbox.checking import check as checked
    from hwlab_cli.netbox.client import Client
    from hwlab_cli.show import lines
    from hwlab_cli.show.plain import harmless

    settings = config.load().netbox
    with Catalog.open(home.state_folder(), create=False) as catalog:
        in_full = catalog.has_definitions()
    codes = []
    for one in checked(Client(settings), in_full=in_full and settings.create_types):
        codes.append(one.code)
        if json:
            line = {"what": one.what, "found": one.found, "well": one.well, "hint": one.hint}
            lines.write({"type": "check", **line})
        else:
            mark = "ok " if one.well else "NOT"
            typer.echo(harmless(f"{mark}  {one.what}: {one.found}"))
            if one.hint:
                typer.echo(harmless(f"     try: {one.hint}"))
    code = overall(codes)
    if json:
        wrong = sum(code is not ExitCode.DONE for code in codes)
        lines.write(lines.summary({"wrong": wrong}, code))
    return code
