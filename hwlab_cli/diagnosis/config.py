"""The configuration: whether it can be used, what is set, where each value comes from."""

import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from hwlab_cli import configured, home
from hwlab_cli.config import Settings
from hwlab_cli.configured import Setting
from hwlab_cli.credentials import program
from hwlab_cli.diagnosis.finding import Finding, note, of_error, warning
from hwlab_cli.diagnosis.ground import Ground

_DEFAULT = "default"
_COMMANDS = ("token_command", "api_key_command")


def look(ground: Ground) -> Iterator[Finding]:
    """Yield the file, what is set and where, and files of secrets that others can read."""
    file = home.config_file()
    if ground.settings is None:
        if ground.mistake is not None:
            yield of_error("config.mistake", ground.mistake)
        return
    if file.exists():
        yield Finding("config.file", str(file), "valid")
    else:
        hint = "`hwlab config init` writes one with every setting in it, described"
        yield note("config.file", str(file), "there is none, and none is needed", hint)
    settings = configured.in_force(ground.settings)
    chosen = [one for one in settings if one.source != _DEFAULT]
    for one in chosen:
        yield Finding("config.setting", one.name, _told(one), details={"source": one.source})
    others = len(settings) - len(chosen)
    yield Finding(
        "config.defaults", "", f"{others} more settings are hwlab's own", details={"count": others}
    )
    yield from _open_secrets(ground.settings)


def _told(one: Setting) -> str:
    value = "(empty)" if one.value == "" else str(one.value)
    if one.value and one.name.rpartition(".")[2] in _COMMANDS:
        value = program(str(one.value))
    return f"{value}  (from {one.source})"


def _open_secrets(settings: Settings) -> Iterator[Finding]:
    named = {"netbox.token_file": settings.netbox.token_file}
    named |= {f"tiers.{one.name}.api_key_file": one.api_key_file for one in settings.tiers}
    for setting, name in named.items():
        path = Path(name).expanduser()
        # One that is not there is told of where it is needed.
        if not name or not path.is_file():
            continue
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            hint = f"chmod 600 {shlex.quote(str(path))}"
            yield warning("config.secret", setting, f"others can read {path}", hint)
        else:
            yield Finding("config.secret", setting, f"{path} is yours alone")
