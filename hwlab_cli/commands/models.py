"""`hwlab models`: what the tiers' servers offer."""

from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.commands.mishaps import Mishaps
from hwlab_cli.errors import ExitCode, HwlabError, UsageError, overall

if TYPE_CHECKING:
    from hwlab_cli.tier import Tier

OnlyTier = Annotated[
    str | None, typer.Option("--tier", metavar="NAME", help="Only this tier's server.")
]

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="See what the vision models' servers offer.",
)


@app.callback()
def _group() -> None:
    pass


@app.command("list")
@guarded
def list_models(
    tier: OnlyTier = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """List the models that each tier's server offers.

    The one that is asked is marked. None is ever picked by itself: the configuration names it.
    """
    from hwlab_cli import home
    from hwlab_cli.identify.vision.endpoint import Endpoint
    from hwlab_cli.show import lines, people
    from hwlab_cli.show.plain import harmless

    chosen = _chosen(tier)
    mishaps = Mishaps(json=json, verbose=verbose)
    codes = []
    for one in chosen:
        endpoint = Endpoint(one, home.state_folder())
        try:
            offered = endpoint.models()
        except HwlabError as error:
            mishaps.tell([error])
            codes.append(error.exit_code)
            continue
        finally:
            endpoint.close()
        codes.append(ExitCode.DONE)
        if json:
            for name in offered:
                line = {"type": "model", "tier": one.name, "model": name}
                lines.write({**line, "asked": name == one.model})
            continue
        typer.echo(f"{harmless(one.name)}  {harmless(one.base_url)}")
        for name in offered:
            typer.echo(harmless(f"  {name}{'  (asked)' if name == one.model else ''}"))
        if one.model not in offered:
            # Aliases, as gateways have them, are in no list.
            people.say(f"note: {one.name} asks for {one.model}, which is not listed there")
    return overall(codes)


@app.command("test")
@guarded
def show_a_number(
    tier: OnlyTier = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Show each model a number that it can't guess.

    A server that drops pictures answers all the same, and with confidence: this tells.
    """
    from hwlab_cli import home
    from hwlab_cli.identify.vision.canary import look
    from hwlab_cli.identify.vision.endpoint import Endpoint
    from hwlab_cli.show import lines
    from hwlab_cli.show.plain import harmless, one_line
    from hwlab_cli.show.progress import Progress

    mishaps = Mishaps(json=json, verbose=verbose)
    codes = []
    chosen = _chosen(tier)
    with Progress("testing", len(chosen)) as progress:
        for one in chosen:
            endpoint = Endpoint(one, home.state_folder())
            try:
                sight = look(endpoint, progress.heard)
            except HwlabError as error:
                mishaps.tell([error])
                codes.append(error.exit_code)
                continue
            finally:
                endpoint.close()
                progress.step()
            codes.append(ExitCode.DONE if sight.sees else ExitCode.MODEL_UNUSABLE)
            if json:
                line = {"type": "sight", "tier": one.name, "model": one.model, "sees": sight.sees}
                said = {"shown": sight.shown, "said": sight.said, "asked": sight.asked.to_json()}
                lines.write({**line, **said})
                continue
            how = "sees" if sight.sees else f"does not see: said {one_line(sight.said, 60)}"
            what = f"{one.name}  {one.model}  {how}, shown {sight.shown}"
            typer.echo(harmless(f"{what}, in {sight.asked.seconds:.1f} s"))
    return overall(codes)


def _chosen(tier: str | None) -> "list[Tier]":
    """Return the tiers that have a server; raises UsageError where there is none."""
    from hwlab_cli import config
    from hwlab_cli.identify.tiers import by_name
    from hwlab_cli.tier import EMBEDDED

    tiers = config.load().tiers
    chosen = [one for one in ([by_name(tiers, tier)] if tier else tiers) if one.name != EMBEDDED]
    if not chosen:
        raise UsageError(
            "no vision model is configured",
            hint="`hwlab config init` writes a file with a [[tiers]] to fill in",
        )
    return chosen
