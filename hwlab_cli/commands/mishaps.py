"""Telling what went wrong, and of one and the same outage only once."""

from collections.abc import Iterable

from hwlab_cli.commands.guard import told
from hwlab_cli.errors import ExitCode, HwlabError

# Those are about a server, and the same for every photo that it should have seen.
_TOLD_ONCE = {ExitCode.MODEL_UNREACHABLE, ExitCode.NOT_AUTHORIZED, ExitCode.CONFIG}


class Mishaps:
    """Tells errors as they come."""

    def __init__(self, *, json: bool, verbose: bool) -> None:
        self._json = json
        self._verbose = verbose
        self._told: set[tuple[str | None, str]] = set()

    def tell(self, errors: Iterable[HwlabError]) -> None:
        """Tell each of these, but for an outage that was told of already."""
        for error in errors:
            what = error.item, error.message
            if error.exit_code in _TOLD_ONCE and what in self._told:
                continue
            self._told.add(what)
            told(error, json=self._json, verbose=self._verbose)
