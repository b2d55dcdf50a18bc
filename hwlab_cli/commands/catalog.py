"""`hwlab catalog`: the device types known here, and which of them a device is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded, told
from hwlab_cli.errors import ExitCode, NotFoundError, overall

if TYPE_CHECKING:
    from hwlab_cli.catalog.device_type import Changes

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Know device types, from NetBox and from folders, and find one by its name.",
)

_HOW_TO_FILL = "`hwlab catalog import DIR` or `hwlab catalog sync` fills it"


@app.command("import")
@guarded
def import_folder(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="A library of device types: device-types/MAKER/*.yaml are in it."
        ),
    ],
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Take in a folder of device types, or bring it up to date.

    The folder is a checkout of the NetBox community's library of device types, or one like it.
    May be done again at any time: what changed is updated, and what has gone is removed. A file
    that can't be used is named and skipped.
    """
    from hwlab_cli import home
    from hwlab_cli.catalog.library import Library, import_library
    from hwlab_cli.catalog.store import Catalog
    from hwlab_cli.show.progress import Progress

    library = Library.at(folder)
    with (
        Catalog.open(home.state_folder()) as catalog,
        Progress("device types", len(library.files), quiet=json) as progress,
    ):
        imported = import_library(catalog, library, progress.step)
    for broken in imported.broken:
        told(broken, json=json, verbose=verbose)
    code = overall([ExitCode.DONE, *(one.exit_code for one in imported.broken)])
    counts = {"skipped": len(imported.broken), "modules_ignored": imported.modules}
    _tell(imported.changes, counts, code, json=json)
    return code


@app.command()
@guarded
def sync(
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Take in NetBox's device types, or what changed.

    Those that have gone there are removed here. They are known without NetBox from then on.
    """
    from hwlab_cli import config, home
    from hwlab_cli.catalog import sync as syncing
    from hwlab_cli.catalog.store import Catalog
    from hwlab_cli.netbox.client import Client
    from hwlab_cli.show.progress import Progress

    client = Client(config.load().netbox)
    try:
        with Catalog.open(home.state_folder()) as catalog:
            plan = syncing.look(catalog, client)
            with Progress("device types", len(plan.changed), quiet=json) as progress:
                changes = syncing.carry_out(catalog, client, plan, progress.step)
    finally:
        client.close()
    _tell(changes, {"manufacturers": len(plan.manufacturers)}, ExitCode.DONE, json=json)
    return ExitCode.DONE


@app.command()
@guarded
def stats(
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Tell what the catalog has, from where, and since when."""
    from hwlab_cli import home
    from hwlab_cli.catalog.store import Catalog
    from hwlab_cli.show import lines
    from hwlab_cli.show import types as shown

    with Catalog.open(home.state_folder(), create=False) as catalog:
        sources = catalog.sources()
    if json:
        for source in sources:
            lines.write(shown.source_line(source))
        counts = {"sources": len(sources), "types": sum(one.types for one in sources)}
        lines.write(lines.summary(counts, ExitCode.DONE))
    elif sources:
        shown.sources(sources)
    else:
        typer.echo(f"The catalog is empty: {_HOW_TO_FILL}.")
    return ExitCode.DONE


@app.command()
@guarded
def match(
    texts: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...",
            help="What is known of a device, each as one text: its model, its part number, lines "
            "of its label.",
        ),
    ],
    manufacturer: Annotated[
        str | None, typer.Option("--manufacturer", metavar="M", help="Who made it, if known.")
    ] = None,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Say which device type a text means, or which it may mean.

    One type for sure ends with exit code 0, several that are possible with 10, none with 9.
    """
    from hwlab_cli import home
    from hwlab_cli.catalog.index import Index
    from hwlab_cli.catalog.match import match as matched
    from hwlab_cli.catalog.store import Catalog
    from hwlab_cli.catalog.verdict import Verdict
    from hwlab_cli.show import lines
    from hwlab_cli.show import types as shown

    with Catalog.open(home.state_folder(), create=False) as catalog:
        index = Index.of(catalog.types())
    if not index.entries:
        raise NotFoundError("the catalog is empty", item="catalog", hint=_HOW_TO_FILL)
    found = matched(index, manufacturer, texts)
    if json:
        lines.write(shown.match_line(found))
    else:
        shown.match(found)
    return {
        Verdict.MATCHED: ExitCode.DONE,
        Verdict.AMBIGUOUS: ExitCode.HELD,
        Verdict.UNKNOWN: ExitCode.NOT_FOUND,
    }[found.verdict]


def _tell(changes: "Changes", others: dict[str, int], code: ExitCode, *, json: bool) -> None:
    from hwlab_cli.show import lines

    counts = {
        "types": changes.types,
        "added": changes.added,
        "updated": changes.updated,
        "unchanged": changes.unchanged,
        "removed": changes.removed,
    }
    if json:
        lines.write(lines.summary({**counts, **others}, code))
        return
    told_of = {**counts, **others}
    total = told_of.pop("types")
    parts = [f"{count} {name.replace('_', ' ')}" for name, count in told_of.items() if count]
    typer.echo(f"{total} device types{': ' if parts else ''}{', '.join(parts)}")
