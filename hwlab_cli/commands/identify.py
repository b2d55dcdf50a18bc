"""`hwlab identify`: look at photos, say what is on them, and queue nothing."""

from pathlib import Path
from typing import Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded, told
from hwlab_cli.errors import ExitCode, HwlabError, overall

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@guarded
def identify(
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos to look at.")],
    one: Annotated[
        bool, typer.Option("--one", help="All photos show one device; together they prove more.")
    ] = False,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Look at photos, say what is on them and what proves it; queue nothing."""
    from hwlab_cli import config, pipeline  # loads the recognition
    from hwlab_cli.names import shown
    from hwlab_cli.photos import load
    from hwlab_cli.show import lines
    from hwlab_cli.show.card import card
    from hwlab_cli.show.progress import Progress

    limit = config.load().photos.max_megapixels
    codes = []
    with Progress("identifying", len(photos), quiet=one) as progress:
        for group in [photos] if one else [[photo] for photo in photos]:
            usable = []
            for path in group:
                try:
                    usable.append(load.read(path, limit))
                except HwlabError as error:
                    told(error, json=json, verbose=verbose)
                    codes.append(error.exit_code)
            if usable:
                try:
                    found = pipeline.identify(usable)
                except HwlabError as error:
                    told(error, json=json, verbose=verbose)
                    codes.append(error.exit_code)
                else:
                    names = [shown(photo.name) for photo in usable]
                    if json:
                        lines.write(lines.device(found, names))
                    else:
                        foot = ["nothing was queued; hwlab intake takes it in"]
                        card(found, ", ".join(names), foot)
                    codes.append(ExitCode.DONE)
            progress.step()
    return overall(codes)
