"""Where a secret comes from: the environment, a file or a command; never a flag."""

import shlex
import subprocess
from pathlib import Path

from hwlab_cli.errors import ConfigError

_COMMAND_SECONDS = 60.0
_BLANK = "***"
_SHORTEST = 6
_read: set[str] = set()


def from_file(named: str, what: str, setting: str) -> str:
    """Return the secret in a file; `what` it is and the `setting` that names it, for errors.

    Raises ConfigError where it can't be read.
    """
    path = Path(named).expanduser()
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        # The error's own text may have bytes of the file in it.
        raise ConfigError(
            f"the {what} can't be read: {(reason or 'no reason given').lower()}",
            item=str(path),
            hint=f"{setting} names a file that has the {what} in it, and nothing else",
        ) from None


def from_command(command: str, what: str, setting: str) -> str:
    """Return the secret that a command prints; raises ConfigError where it does not."""
    item = program(command)
    hint = f"{setting} prints the {what}, and ends with 0"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        # As above: the command's output, and so the secret.
        raise ConfigError(
            f"it can't be run: {type(error).__name__}", item=item, hint=hint
        ) from None
    if done.returncode:
        raise ConfigError(f"it ended with {done.returncode}", item=item, hint=hint)
    return done.stdout.strip()


def program(command: str) -> str:
    """Return a command without its arguments, which may be secrets themselves."""
    try:
        name, *arguments = shlex.split(command)
    except ValueError:
        return "a command that can't be read"
    return f"{name} …" if arguments else name


def is_one_word(secret: str) -> bool:
    """Tell whether a secret can stand in a header: ASCII, printable, without blanks."""
    return secret.isascii() and secret.isprintable() and " " not in secret


def remember(secret: str) -> str:
    """Return a secret that was read, which no log is to have in it."""
    # What is shorter would blank ordinary words, and keeps nobody out.
    if len(secret) >= _SHORTEST:
        _read.add(secret)
    return secret


def blanked(text: str) -> str:
    """Return a text without any secret that was read in this process."""
    # A secret that has another one in it goes first, or its rest would stay.
    for secret in sorted(_read, key=len, reverse=True):
        text = text.replace(secret, _BLANK)
    return text
