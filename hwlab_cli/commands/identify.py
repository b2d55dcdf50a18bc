"""`hwlab identify`: look at photos, say what is on them, and queue nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import Json, OneTier, Verbose, guarded
from hwlab_cli.commands.log_file import LogFile, logged
from hwlab_cli.commands.mishaps import Mishaps
from hwlab_cli.commands.names import typed_fields
from hwlab_cli.commands.pace import FailFast, MaxSeconds, Pace
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
    fail_fast: FailFast = False,
    max_seconds: MaxSeconds = None,
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
    log_file: LogFile = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Look at photos, say what is on them and what proves it; queue nothing."""
    from hwlab_cli import config, home
    from hwlab_cli.asking import Models  # loads the recognition
    from hwlab_cli.show import people
    from hwlab_cli.show.progress import Progress

    settings = config.load()
    logged(settings, log_file)
    if research and not settings.research.url:
        raise ConfigError(
            "no SearXNG is configured to look things up with",
            item="research.url",
            hint="name yours in [research] of the configuration, or in HWLAB_RESEARCH_URL",
        )
    corrections = typed_fields(correct or [])
    mishaps = Mishaps(json=json, verbose=verbose)
    codes: list[ExitCode] = []
    pace = Pace(fail_fast=fail_fast, max_seconds=max_seconds)
    wanted = _Wanted(hint, corrections, json, one)
    coming = iter([photos] if one else [[photo] for photo in photos])
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
        for group in pace.while_going(coming):
            ended = _told(group, settings.photos.max_megapixels, models, mishaps, wanted)
            for code in ended:
                pace.ended(code)
            codes += ended
            progress.step()
    if left := sum(len(group) for group in coming):
        people.say(f"{pace.why_over} ended it; photos not looked at: {left}")
        codes.append(ExitCode.SOME_FAILED)
    return overall(codes)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a person says of the devices, and how they want to be told."""

    hint: str
    corrections: Mapping[str, str]
    json: bool
    is_one: bool


def _told(
    group: Sequence[Path],
    max_megapixels: float,
    models: "Models",
    mishaps: Mishaps,
    wanted: _Wanted,
) -> list[ExitCode]:
    """Tell of the devices on some photos; return their exit codes, and those of unusable photos."""
    from hwlab_cli.names import shown
    from hwlab_cli.photos import load
    from hwlab_cli.show import lines
    from hwlab_cli.show.card import card

    codes = []
    usable = []
    for path in group:
        try:
            usable.append(load.read(path, max_megapixels))
        except HwlabError as error:
            mishaps.tell([error])
            codes.append(error.exit_code)
    if not usable:
        return codes
    names = [shown(photo.name) for photo in usable]
    try:
        for looked, verdict in _verdicts(usable, models, wanted):
            fault = verdict.missed or verdict.unusable
            mishaps.tell(verdict.faults, ", ".join(names))
            if wanted.json:
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
    return codes


def _verdicts(
    photos: "Sequence[Photo]", models: "Models", wanted: _Wanted
) -> "Iterator[tuple[Looked, Verdict]]":
    """Ask about each device on photos; where a person corrects the answer, about the one again."""
    from hwlab_cli import home
    from hwlab_cli.catalog.known import CatalogTypes
    from hwlab_cli.commands.identify_each import each_identified

    types = CatalogTypes(home.state_folder())
    if wanted.corrections:
        yield _corrected(photos, models, wanted.hint, wanted.corrections, types)
    else:
        yield from each_identified(photos, models, types, hint=wanted.hint, is_one=wanted.is_one)


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
