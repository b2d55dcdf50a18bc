"""The API token: from the environment, a file or a command; never from a flag."""

import shlex
import subprocess
from pathlib import Path

from hwlab_cli.config import NetBox
from hwlab_cli.errors import ConfigError

_COMMAND_SECONDS = 60.0


def read_token(settings: NetBox) -> str:
    """Return the token; raises ConfigError where there is none, or it can't be had."""
    token = settings.token.get_secret_value() or _from_file(settings) or _from_command(settings)
    if not token:
        raise ConfigError(
            "no API token",
            item="netbox",
            hint="set HWLAB_NETBOX_TOKEN, netbox.token_file or netbox.token_command",
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(
            "what was given as API token can't be one: it has spaces or odd characters in it",
            item="netbox",
            hint="a token is a single word, as NetBox shows it once",
        )
    return token


def _from_file(settings: NetBox) -> str:
    if not settings.token_file:
        return ""
    path = Path(settings.token_file).expanduser()
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigError(
            f"the token can't be read: {(reason or 'no reason given').lower()}",
            item=str(path),
            hint="netbox.token_file names a file that has the token in it, and nothing else",
        ) from error


def _from_command(settings: NetBox) -> str:
    if not settings.token_command:
        return ""
    hint = "netbox.token_command prints the token, and ends with 0"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            shlex.split(settings.token_command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        # The error's own text may have the command's output in it, and so the token.
        raise ConfigError(
            f"it can't be run: {type(error).__name__}", item=settings.token_command, hint=hint
        ) from None
    if done.returncode:
        raise ConfigError(
            f"it ended with {done.returncode}", item=settings.token_command, hint=hint
        )
    return done.stdout.strip()
