"""`hwlab add`: queue a device without a photo; what is typed is a person's word."""

from typing import Annotated

import typer

from hwlab_cli.commands.delivering import code_of, delivered_now
from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.commands.intake_outcome import CODES, COUNTED, PLACES
from hwlab_cli.commands.log_file import LogFile, logged
from hwlab_cli.errors import ExitCode, overall
from hwlab_cli.model import Category

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@guarded
def add(
    manufacturer: Annotated[
        str, typer.Option("--manufacturer", metavar="NAME", help="Who made it.")
    ],
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="What the maker calls it.")],
    serial: Annotated[
        str | None, typer.Option("--serial", metavar="SERIAL", help="Its serial number.")
    ] = None,
    asset_tag: Annotated[
        str | None, typer.Option("--asset-tag", metavar="TAG", help="Your own tag.")
    ] = None,
    part_number: Annotated[
        str | None, typer.Option("--part-number", metavar="CODE", help="The maker's order code.")
    ] = None,
    category: Annotated[
        Category | None,
        typer.Option("--category", metavar="CATEGORY", help=f"One of {', '.join(Category)}."),
    ] = None,
    mac: Annotated[
        list[str] | None,
        typer.Option("--mac", metavar="MAC", help="A MAC address; may be given again."),
    ] = None,
    log_file: LogFile = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Queue a device without a photo; what is typed is a person's word."""
    from hwlab_cli import config, home, plan
    from hwlab_cli.identify.typed import from_person
    from hwlab_cli.oplog import append, query
    from hwlab_cli.show import lines
    from hwlab_cli.show.card import intake_card
    from hwlab_cli.workspace import Workspace

    settings = config.load()
    logged(settings, log_file)
    found = from_person(
        {
            "manufacturer": manufacturer,
            "model": model,
            "serial": serial,
            "asset_tag": asset_tag,
            "part_number": part_number,
            "category": category.value if category else None,
            "mac_addresses": ",".join(mac) if mac else None,
        }
    )
    fault = None
    with Workspace(home.state_folder(), settings) as work:
        ops = plan.ops_for(found, (), settings.intake.unproven)
        hw_id = append.add(work.log, found, ops, plan.identity_key(found))
        if settings.netbox.url:
            fault = delivered_now(work, [hw_id], json=json, verbose=verbose)
        one = query.intake(work.log, hw_id)
    state = code_of(one) if settings.netbox.url else CODES.get(one.state, ExitCode.DONE)
    code = overall([state, fault or ExitCode.DONE])
    if json:
        lines.write(lines.intake(one))
        counts = dict.fromkeys(COUNTED, 0)
        counts["taken"] = 1
        counts[PLACES.get(one.state, "queued")] = 1
        lines.write(lines.summary(counts, code))
    else:
        intake_card(one, known=False, netbox=bool(settings.netbox.url))
    return code
