"""`hwlab identify`: look at photos, say what is on them, and queue nothing."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import Json, OneTier, Verbose, guarded
from hwlab_cli.commands.mishaps import Mishaps
from hwlab_cli.commands.names import typed_fields
from hwlab_cli.errors import ConfigError, ExitCode, HwlabError, UsageError, overall

if TYPE_CHECKING:
    from hwlab_cli.asking import Models
    from hwlab_cli.identify.inquiry import Verdict
    from hwlab_cli.identify.looked import Looked
    from hwlab_cli.known_types import KnownTypes
    from hwlab_cli.photos.load import Photo

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_NO_MODEL = "no model answered: this is what the label says"


@app.command()
@guarded
def identify(
    photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos to look at.")],
    one: Annotated[
        bool, typer.Option("--one", help="All photos show one device; together they prove more.")
    ] = False,
    tier: OneTier = None,
    hint: Annotated[
        str, typer.Option("--hint", metavar="TEXT", help="What you know of it, for the model.")
    ] = "",
    correct: Annotated[
        list[str] | None,
        typer.Option(
            "--correct",
            metavar="FIELD=VALUE",
            help="What you know to be so, as in serial=ABC123: the model is asked again, with it.",
        ),
    ] = None,
    research: Annotated[
        bool | None,
        typer.Option(
            "--research/--no-research",
            help="Look a printed part number or model up on the web where the model does not "
            "know what it is ([research] in the configuration).",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Look at photos, say what is on them and what proves it; queue nothing."""
    from hwlab_cli import config, home
    from hwlab_cli.asking import Models  # loads the recognition
    from hwlab_cli.names import shown
    from hwlab_cli.photos import load
    from hwlab_cli.show import lines
    from hwlab_cli.show.card import card
    from hwlab_cli.show.progress import Progress

    settings = config.load()
    if research and not settings.research.url:
        raise ConfigError(
            "no SearXNG is configured to look things up with",
            item="research.url",
            hint="name yours in [research] of the configuration, or in HWLAB_RESEARCH_URL",
        )
    corrections = typed_fields(correct or [])
    mishaps = Mishaps(json=json, verbose=verbose)
    codes = []
    with (
        Models(settings, home.state_folder(), only=tier, research=research) as models,
        Progress("identifying", 1 if one else len(photos)) as progress,
    ):
        if hint and not models.slots:
            raise UsageError(
                "there is no model to give a hint to",
                item="--hint",
                hint="add [[tiers]] to the configuration, or say what is so with --correct",
            )
        if research and not models.slots:
            raise UsageError(
                "there is no model to read what is found",
                item="--research",
                hint="add [[tiers]] to the configuration, or leave --research out",
            )
        models.listener = progress.heard
        for group in [photos] if one else [[photo] for photo in photos]:
            usable = []
            for path in group:
                try:
                    usable.append(load.read(path, settings.photos.max_megapixels))
                except HwlabError as error:
                    mishaps.tell([error])
                    codes.append(error.exit_code)
            if usable:
                names = [shown(photo.name) for photo in usable]
                try:
                    for looked, verdict in _verdicts(usable, models, hint, corrections, one):
                        fault = verdict.missed or verdict.unusable
                        mishaps.tell(verdict.faults, ", ".join(names))
                        if json:
                            lines.write(lines.looked(looked, verdict.found, names))
                        else:
                            foot = [_NO_MODEL] if fault else []
                            foot += [f"it bears the label of {name}" for name in looked.labels]
                            foot += ["nothing was queued; hwlab intake takes it in"]
                            card(verdict.found, ", ".join(names), foot)
                        codes.append(fault.exit_code if fault else ExitCode.DONE)
                except HwlabError as error:
                    mishaps.tell([error])
                    codes.append(error.exit_code)
            progress.step()
    return overall(codes)


def _verdicts(
    photos: "Sequence[Photo]",
    models: "Models",
    hint: str,
    corrections: Mapping[str, str],
    is_one: bool,
) -> "Iterator[tuple[Looked, Verdict]]":
    """Ask about each device on photos; where a person corrects the answer, about the one again."""
    from hwlab_cli import home
    from hwlab_cli.catalog.known import CatalogTypes
    from hwlab_cli.commands.identify_each import each_identified

    types = CatalogTypes(home.state_folder())
    if corrections:
        yield _corrected(photos, models, hint, corrections, types)
    else:
        yield from each_identified(photos, models, types, hint=hint, is_one=is_one)


def _corrected(
    photos: "Sequence[Photo]",
    models: "Models",
    hint: str,
    corrections: Mapping[str, str],
    types: "KnownTypes",
) -> "tuple[Looked, Verdict]":
    from dataclasses import replace

    from hwlab_cli import pipeline
    from hwlab_cli.identify.device_types import with_types
    from hwlab_cli.identify.inquiry import Wish
    from hwlab_cli.identify.typed import from_person

    # What a person says of a device is said of one.
    looked = pipeline.look(photos, types, is_one=True)
    # Which type it is, no model is asked: the person says what it is.
    verdict = pipeline.identified(looked, models, Wish(hint))
    if models.slots and verdict.missed is None:
        right = [f"{field} is {value or 'not on it'}" for field, value in corrections.items()]
        wish = Wish("\n".join(filter(None, [hint, *right])), verdict.found)
        verdict = pipeline.identified(looked, models, wish)
    found = with_types(verdict.found, types)
    return looked, replace(verdict, found=from_person(corrections, found))
