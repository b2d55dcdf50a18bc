r"""The man page: what `--help` says, as man(7) writes it.

click-man, which makes such pages, knows nothing of the click inside Typer.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator

from hwlab_cli import __version__
from hwlab_cli.config import SECTIONS, variable
from hwlab_cli.errors import ExitCode
from reference.command_tree import Told, commands

_WIDTH = 78
_VARIABLES = (
    ("HWLAB_HOME", "The folder that all state is in, instead of the platform's own."),
    ("HWLAB_CONFIG", "The configuration file, instead of the platform's own."),
    ("NO_COLOR", "Where it is set, nothing is colored."),
)


def made() -> str:
    """Return the page."""
    whole, *parts = commands()
    lines = [
        '.\\" Made from the help by make reference; changes belong there.',
        f'.TH HWLAB 1 "" "hwlab {__version__}" "User Commands"',
        ".SH NAME",
        f"hwlab \\- {_plain(whole.about[0].rstrip('.'))}",
        ".SH SYNOPSIS",
        f"{_bold('hwlab')} {_plain('[OPTIONS] COMMAND [ARGS]...')}",
        ".SH DESCRIPTION",
        _plain(whole.about[0]),
        *_listed(whole.parameters),
        ".SH COMMANDS",
    ]
    for one in parts:
        lines += [f".SS {_plain(one.line)}", *_command(one)]
    lines += [".SH EXIT STATUS", *_listed((str(int(one)), one.meaning) for one in ExitCode)]
    lines += [".SH ENVIRONMENT", *_listed([*_VARIABLES, *_settings()])]
    lines += [
        ".SH FILES",
        _plain(
            "`hwlab config path` names the configuration file, `hwlab config show` the folder that "
            "all state is in."
        ),
    ]
    return "\n".join(lines) + "\n"


def _command(one: Told) -> Iterator[str]:
    yield f"{_bold(one.line)} {_plain(one.synopsis.removeprefix(one.line).strip())}"
    for paragraph in one.about:
        yield ".PP"
        yield _plain(paragraph)
    yield from _listed(one.parameters)


def _listed(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, meaning in items:
        yield ".TP"
        yield _bold(name)
        yield _plain(meaning)


def _settings() -> Iterator[tuple[str, str]]:
    for section_name, section in SECTIONS.items():
        for name, field in section.model_fields.items():
            yield variable(f"{section_name}.{name}"), field.description or ""


def _bold(text: str) -> str:
    return f"\\fB{_escaped(text)}\\fR"


def _plain(text: str) -> str:
    """Return text in short lines; what the help has between backquotes is bold."""
    parts = re.split(r"`([^`]+)`", text.strip())
    whole = "".join(_bold(one) if index % 2 else _escaped(one) for index, one in enumerate(parts))
    lines = textwrap.wrap(whole, _WIDTH, break_long_words=False, break_on_hyphens=False)
    # A line that begins like this would be a request to roff.
    return "\n".join(f"\\&{one}" if one.startswith((".", "'")) else one for one in lines)


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return text.replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti")
