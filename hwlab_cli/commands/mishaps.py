"""Telling what went wrong, and of one and the same outage only once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hwlab_cli.commands.guard import told
from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.show import people

if TYPE_CHECKING:
    from hwlab_cli.asking import Models

# Those are about a server, and the same for every photo that it should have seen.
_TOLD_ONCE = {ExitCode.MODEL_UNREACHABLE, ExitCode.NOT_AUTHORIZED, ExitCode.CONFIG}


class Mishaps:
    """Tells errors as they come."""

    def __init__(self, *, json: bool, verbose: bool) -> None:
        self._json = json
        self._verbose = verbose
        self._told: set[tuple[str | None, str]] = set()

    def tell(self, errors: Iterable[HwlabError], about: str = "") -> None:
        """Tell each of these, but for an outage that was told of already.

        `about` names what it happened to, where the error only names a server.
        """
        for error in errors:
            if error.exit_code in _TOLD_ONCE:
                what = error.item, error.message
                if what in self._told:
                    continue
                self._told.add(what)
            elif error.exit_code is ExitCode.MODEL_UNUSABLE and about:
                error.item = f"{about}, {error.item}"
            told(error, json=self._json, verbose=self._verbose)


def tell_of_shadows(models: "Models") -> None:
    """Say what is still waited for, when all that was asked for is done."""
    if models.shadows_left:
        people.say("all done; still recording what shadow tiers say (Ctrl-C leaves that out)")
