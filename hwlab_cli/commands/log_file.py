"""The log file: opened before anything begins, and never in the way of the work."""

import contextlib
import logging
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import at_end
from hwlab_cli.errors import ConfigError, ExitCode
from hwlab_cli.names import shown
from hwlab_cli.show import people

if TYPE_CHECKING:
    from hwlab_cli.config import Settings
    from hwlab_cli.show.rotating import Rotating

LogFile = Annotated[
    Path | None,
    typer.Option(
        "--log-file",
        metavar="FILE",
        help="Write what happens to this file too, without secrets ([log] in the configuration).",
    ),
]

_OURS = logging.getLogger("hwlab_cli")
_ALWAYS = 100
_LEVELS = {"error": logging.ERROR, "info": logging.INFO, "debug": logging.DEBUG}
_handlers: "list[Rotating]" = []


def logged(settings: "Settings", chosen: Path | None = None) -> None:
    """Write what happens from now on to the log file, where one is `chosen` or set.

    Raises ConfigError where it can't be written: nothing has begun yet.
    """
    named = chosen or (Path(settings.log.file) if settings.log.file else None)
    _close()
    if named is None:
        return
    path = named.expanduser().absolute()
    _make_sure_it_can_be_written(path)
    handler = _handler(path, settings)
    _OURS.addHandler(handler)
    _handlers.append(handler)
    _OURS.setLevel(_LEVELS[settings.log.level])
    _OURS.propagate = False  # a library may have the root logger write to stderr
    at_end.append(_ended)
    _OURS.log(_ALWAYS, "begun: hwlab %s", " ".join(map(shown, sys.argv[1:])))
    if handler.reason:
        raise _unwritable(path, handler.reason)
    handler.is_at_work = True
    people.overheard.append(_overhear)


def _ended(code: ExitCode) -> None:
    _OURS.log(_ALWAYS, "ended with %d", code)
    _close()


def _close() -> None:
    if _overhear in people.overheard:
        people.overheard.remove(_overhear)
    while _handlers:
        handler = _handlers.pop()
        _OURS.removeHandler(handler)
        _OURS.propagate = True
        # What could not be written before, as on a full disk, can't be now.
        with contextlib.suppress(OSError):
            handler.close()


def _overhear(text: str) -> None:
    if not text.strip():
        return
    _OURS.log(logging.ERROR if text.startswith("error: ") else logging.INFO, "%s", text)


def _make_sure_it_can_be_written(path: Path) -> None:
    # A pipe that nobody reads from would keep us waiting.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, 0o600)
        is_regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        os.close(descriptor)
    except OSError as error:
        raise _unwritable(path, (error.strerror or "no reason given").lower()) from error
    if not is_regular:
        # It is put away under another name when it is large: no device may be.
        raise _unwritable(path, "it is no regular file")


def _unwritable(path: Path, reason: str) -> ConfigError:
    return ConfigError(
        f"the log file can't be written: {reason}",
        item=shown(path),
        hint="name one in a folder that is there and yours: --log-file, or file in [log]",
    )


def _handler(path: Path, settings: "Settings") -> "Rotating":
    from hwlab_cli.show.log_lines import OneLine
    from hwlab_cli.show.rotating import Rotating

    handler = Rotating(
        path,
        maxBytes=round(settings.log.megabytes * 1e6),
        backupCount=settings.log.keep,
        encoding="utf-8",
        chmod=0o600,
    )
    handler.setFormatter(OneLine())
    return handler
