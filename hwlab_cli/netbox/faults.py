"""What can go wrong with NetBox, told apart by what it means for what was asked."""

from collections.abc import Mapping, Sequence

from hwlab_cli.errors import ExitCode, HwlabError


class NetBoxError(HwlabError):
    """Something that NetBox, or the way to it, did not do."""


LATER = "`hwlab queue replay` goes on later"
CAN_IT_BE_REACHED = "see whether it runs, and netbox.url is right"
"""What to try where a person asks for NetBox itself, and nothing is queued."""


class AwayError(NetBoxError):
    """Nothing was done, and nothing will be for now: refused connections, 429, 503.

    `wait` is how many seconds NetBox asked to be left alone, None where it did not say.
    """

    exit_code = ExitCode.QUEUED

    def __init__(self, message: str, *, wait: float | None = None, hint: str | None = None) -> None:
        super().__init__(message, item="NetBox", hint=hint or LATER)
        self.wait = wait


class UnknownOutcomeError(AwayError):
    """A write may have been carried out, now or later: timeouts, resets, 500, 502, 504.

    `broke_down` where NetBox itself answered that it failed over this very request.
    """

    def __init__(
        self, message: str, *, wait: float | None = None, broke_down: bool = False
    ) -> None:
        super().__init__(message, wait=wait)
        self.broke_down = broke_down


class RefusedError(NetBoxError):
    """NetBox understood, and said no, in its own words.

    `words` is what it said of the request as a whole, `by_index` of single objects in it.
    """

    exit_code = ExitCode.SOME_FAILED

    def __init__(
        self, words: Sequence[str], by_index: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        self.words = tuple(words)
        self.by_index = {index: tuple(said) for index, said in (by_index or {}).items()}
        super().__init__("; ".join(words) or "refused", item="NetBox")


class ConflictError(RefusedError):
    """Something that must be unique is there already, or came to be there meanwhile."""


class DeadlockError(NetBoxError):
    """Two requests waited for each other, and this one was undone: it may be sent again."""

    exit_code = ExitCode.QUEUED


class TooLargeError(NetBoxError):
    """The request has more in it than NetBox takes at once."""


class NotAuthorizedError(NetBoxError):
    """The token is wrong, or has not the right to do this."""

    exit_code = ExitCode.NOT_AUTHORIZED


class NotThereError(NetBoxError):
    """What was asked for by its id does not exist."""

    exit_code = ExitCode.NOT_FOUND


class NotSetUpError(NetBoxError):
    """What hwlab needs in NetBox is not there yet, or the address is not a NetBox's."""

    exit_code = ExitCode.CONFIG
