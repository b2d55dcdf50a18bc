"""`hwlab parse`: what hwlab makes of a model's reply."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded, told
from hwlab_cli.errors import ExitCode, NotFoundError, ReplyError, UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_STDIN = Path("-")


@app.command()
@guarded
def parse(
    file: Annotated[
        Path, typer.Argument(metavar="[FILE | -]", help="A model's reply; - reads standard input.")
    ] = _STDIN,
    finish_reason: Annotated[
        str | None,
        typer.Option(
            "--finish-reason",
            metavar="REASON",
            help="Why the server says that the reply ends: with `length` it was cut short.",
        ),
    ] = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Say what hwlab makes of a model's reply; queue nothing."""
    from hwlab_cli.identify.reply import answer
    from hwlab_cli.names import shown
    from hwlab_cli.show import lines

    name = "standard input" if file == _STDIN else shown(file)
    text = _text(_content(file, name), name)
    try:
        reply = answer.read(text, finish_reason=finish_reason)
    except ReplyError as error:
        error.item = name
        told(error, json=json, verbose=verbose)
        if json:
            lines.write(lines.parsed(0, [], truncated=error.truncated))
        return error.exit_code
    if json:
        for device in reply.devices:
            lines.write(lines.device(device, []))
        lines.write(lines.parsed(len(reply.devices), reply.repairs, truncated=reply.truncated))
    else:
        from hwlab_cli.show.reply import cards  # loads rich

        cards(reply, name)
    return ExitCode.DONE


def _content(file: Path, name: str) -> bytes:
    """Read a file, a pipe or standard input, but no more than is needed to see that it is long."""
    from hwlab_cli.identify.reply.opened import LONGEST
    from hwlab_cli.show import people

    most = 2 * LONGEST + 4  # in UTF-16, which some shells write, it is twice as long
    if file == _STDIN:
        if sys.stdin.isatty():
            people.say("reading the reply from the terminal; Ctrl-D ends it")
        return sys.stdin.buffer.read(most)
    try:
        with file.open("rb") as stream:
            return stream.read(most)
    except FileNotFoundError:
        raise NotFoundError("no such file", item=name, hint="check the path") from None
    except IsADirectoryError:
        raise UsageError("this is a folder", item=name, hint="name a file in it") from None
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UsageError(f"can't be read: {reason}", item=name, hint="check its rights") from None


def _text(content: bytes, name: str) -> str:
    """Decode a reply; raises ReplyError for what is no text."""
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    text = content.decode("utf-16" if wide else "utf-8", "replace")
    if "\0" in text:
        raise ReplyError("this is not text", item=name, hint="name a file with a model's reply")
    return text
