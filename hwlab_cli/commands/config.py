"""`hwlab config`: make, show and find the configuration."""

from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.errors import ConfigError, ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hwlab_cli.configured import Setting

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Make, show and find the configuration.",
)


@app.command()
@guarded
def init(
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Write a configuration file with every setting in it, described."""
    import os

    from hwlab_cli import configured, home
    from hwlab_cli.show import people

    path = home.config_file()
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # For its owner alone: secrets may be written into it later.
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(configured.template())
    except FileExistsError:
        raise ConfigError(
            "there is a configuration already", item=str(path), hint="--force replaces it"
        ) from None
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise ConfigError(
            f"the configuration can't be written: {reason}", item=str(path), hint="check its rights"
        ) from error
    people.say(f"written: {path}")
    return ExitCode.DONE


@app.command()
@guarded
def show(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SETTING...]", help="Only these, as in netbox.url; netbox is all of a section."
        ),
    ] = None,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Show every setting in force, and where it comes from."""
    from hwlab_cli import config, configured, home
    from hwlab_cli.identify import prompts
    from hwlab_cli.show import lines
    from hwlab_cli.show.plain import harmless

    loaded = config.load()
    settings = configured.in_force(loaded)
    settings += [
        configured.Setting(f"prompts.{one.name}", one.hash, str(one.file), "")
        for one in prompts.load_all(loaded.prompts.folder)
    ]
    settings = _chosen(settings, names or [])
    if json:
        for one in settings:
            lines.write(
                {"type": "setting", "name": one.name, "value": one.value, "source": one.source}
            )
        return ExitCode.DONE
    width = max(len(one.name) for one in settings)
    for one in settings:
        typer.echo(f"{one.name.ljust(width)}  {harmless(str(one.value))}  ({harmless(one.source)})")
    if not names:
        typer.echo(f"\nstate folder: {harmless(str(home.state_folder()))}")
    return ExitCode.DONE


def _chosen(settings: "list[Setting]", names: "Sequence[str]") -> "list[Setting]":
    """Return the settings of these names or sections; raises UsageError for what is neither."""
    for name in names:
        if not any(_is_in(one, name) for one in settings):
            raise UsageError(
                "there is no such setting",
                item=name,
                hint="`hwlab config show` shows all of them",
            )
    return [one for one in settings if not names or any(_is_in(one, name) for name in names)]


def _is_in(one: "Setting", name: str) -> bool:
    return one.name == name or one.name.startswith(f"{name}.")


@app.command()
@guarded
def path(
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Tell where the configuration file is, or would be."""
    from hwlab_cli import home

    typer.echo(str(home.config_file()))
    return ExitCode.DONE
