"""Where on a command line the cursor is: which command, and which of its words is being typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer
import typer.main

from hwlab_cli.app import COMMANDS, app


@dataclass(frozen=True, slots=True)
class Place:
    """The word that is being typed.

    `command` is Typer's, `line` its name as typed, without `hwlab`. `parameter` is the option or
    argument whose value the word is, None for a command's or an option's name. `before` is what
    stands in the same word before the value, as in `--size=`; `used` are the options that were
    given, those that may be given again aside; `is_option` is whether the word is an option's name.
    """

    command: Any
    line: str
    typed: str
    parameter: Any | None = None
    before: str = ""
    used: frozenset[str] = frozenset()
    is_option: bool = False

    @property
    def names(self) -> list[str]:
        """The commands below, where the name of one is wanted."""
        if self.parameter is not None or not hasattr(self.command, "list_commands"):
            return []
        return list(self.command.list_commands(typer.Context(self.command)))

    def below(self, name: str) -> Any:
        """Return one of the commands below."""
        return self.command.get_command(typer.Context(self.command), name)

    def about(self, name: str) -> str:
        """Return in a line what one of the commands below does."""
        if not self.line:
            return COMMANDS[name]  # without loading all of them
        return str(self.below(name).help or "").partition("\n")[0]

    @property
    def options(self) -> list[Any]:
        """The command's options, `--help` with them."""
        parameters = self.command.get_params(typer.Context(self.command))
        return [one for one in parameters if one.param_type_name == "option"]


def place(words: Sequence[str], typed: str) -> Place | None:
    """Find the place of a word behind others, which are those after `hwlab`.

    None where a word before it is no command.
    """
    walk = _Walk(typer.main.get_command(app))
    for word in words:
        if not walk.takes(word):
            return None
    return walk.at(typed)


class _Walk:
    """Goes through a command line word by word."""

    def __init__(self, command: Any) -> None:
        self._here = Place(command, "", "")
        self._arguments = 0
        self._only_arguments = False
        self._value_of: Any | None = None
        self._values_left = 0
        self._used: set[str] = set()

    def takes(self, word: str) -> bool:
        """Go past a word; False where it makes no sense."""
        if self._values_left:
            self._values_left -= 1
        elif word == "--" and not self._only_arguments:
            self._only_arguments = True
        elif word.startswith("-") and word != "-" and not self._only_arguments:
            self._option(word)
        elif name := next((one for one in self._here.names if one == word), None):
            self._here = Place(self._here.below(name), f"{self._here.line} {name}".strip(), "")
            self._used.clear()
        elif self._here.names:
            return False
        else:
            self._arguments += 1
        return True

    def at(self, typed: str) -> Place:
        """Return the place of the word behind those."""
        command, line, used = self._here.command, self._here.line, frozenset(self._used)
        if self._values_left:
            return Place(command, line, typed, self._value_of)
        if typed.startswith("-") and typed != "-" and not self._only_arguments:
            name, equals, value = typed.partition("=")
            option = self._named(name)
            if equals and option is not None and not option.is_flag:
                return Place(command, line, value, option, f"{name}=")
            return Place(command, line, typed, used=used, is_option=True)
        return Place(command, line, typed, self._argument())

    def _option(self, word: str) -> None:
        name, equals, _ = word.partition("=")
        option = self._named(name)
        if option is None:
            return
        if not option.multiple:
            self._used.update([*option.opts, *option.secondary_opts])
        if not option.is_flag and not equals:
            self._value_of, self._values_left = option, option.nargs

    def _named(self, name: str) -> Any | None:
        spelled = ([*one.opts, *one.secondary_opts] for one in self._here.options)
        both = zip(self._here.options, spelled, strict=True)
        return next((one for one, names in both if name in names), None)

    def _argument(self) -> Any | None:
        """Return the argument whose turn it is; the last may take any number of words."""
        left = self._arguments
        for one in self._here.command.params:
            if one.param_type_name != "argument":
                continue
            if one.nargs < 0 or left < one.nargs:
                return one
            left -= one.nargs
        return None
