"""The `hwlab` command: names the commands, and loads each only when it is called."""

import importlib
from typing import Annotated, Any

import typer
import typer.core
import typer.main

# Module, and the line in `hwlab --help`: shown without loading the command itself.
COMMANDS = {
    "intake": "Take photos of hardware in: store them, say what they show, queue the devices.",
    "identify": "Look at photos, say what is on them and what proves it; queue nothing.",
    "add": "Queue a device without a photo; what is typed is a person's word.",
    "parse": "Say what hwlab makes of a model's reply; queue nothing.",
    "review": "Go through what is held, a card at a time, and decide.",
    "label": "Make printable labels, whose QR codes find the intakes again; PDF, PNG or SVG.",
    "queue": "See the queue, carry on with it, mend it.",
    "forget": "Remove intakes from this machine: their photos and every record of them.",
    "models": "See what the vision models' servers offer.",
    "eval": "Measure how well each tier identifies photos whose truth you know.",
    "catalog": "Know device types, from NetBox and from folders, and find one by its name.",
    "netbox": "Make NetBox ready for hwlab, and see whether it is.",
    "doctor": "Look at everything that hwlab needs, and say what is wrong and what to do.",
    "config": "Make, show and find the configuration.",
    "completion": "Write the completion script of a shell: bash, zsh or fish.",
}


class LazyGroup(typer.core.TyperGroup):
    """A group whose commands are modules that are imported when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base's signature
        """Return the commands' names, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        """Load one command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = importlib.import_module(f"hwlab_cli.commands.{cmd_name}")
            command = typer.main.get_command(module.app)
            command.name = cmd_name
            self.commands[cmd_name] = command
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as above
        """Write the commands of `hwlab --help`."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; for a misspelled one, name those that come near."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib  # for mistakes only

            near = difflib.get_close_matches(args[0], COMMANDS)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=LazyGroup,
    # Typer's own scripts have the shell evaluate what they get, and load every command.
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turn photos of hardware into NetBox devices.",
    epilog="A first try: hwlab intake photo.jpg, then hwlab queue list.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from hwlab_cli.show.version import version_lines

        for line in version_lines():
            typer.echo(line)
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help="Tell the version, and which parts are there.",
        ),
    ] = False,
) -> None:
    pass
