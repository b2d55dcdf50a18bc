"""What can go wrong, each with its exit code and what to try next."""

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """How a run of `hwlab` ended. Numbers never change once shipped."""

    meaning: str
    """What it tells, as docs/exit-codes.md has it."""

    def __new__(cls, code: int, meaning: str = "") -> "ExitCode":
        """Make a code that knows its meaning."""
        made = int.__new__(cls, code)
        made._value_ = code
        made.meaning = meaning
        return made

    DONE = 0, "all done; without a NetBox configured, captured and identified is done"
    UNEXPECTED = (
        1,
        "something that should not happen: a damaged log, a full disk, a fault of hwlab's",
    )
    USAGE = 2, "the command line asks for something that makes no sense"
    SOME_FAILED = 3, "some items failed, the others were done"
    NO_USABLE_PHOTO = 4, "none of the photos can be used"
    MODEL_UNREACHABLE = 5, "the model can't be reached"
    MODEL_UNUSABLE = 6, "the model's answer can't be used"
    QUEUED = 7, "safe in the queue, but NetBox was away"
    NOT_AUTHORIZED = 8, "a token or key was refused"
    NOT_FOUND = 9, "what was named does not exist here"
    HELD = (
        10,
        "waiting for a person, safe in the queue; of `catalog match`: several types may be meant",
    )
    LOCKED = 11, "another process holds what is needed, and did not let go in time"
    CONFIG = 12, "a setting is wrong"
    INTERRUPTED = 130, "Ctrl-C; what was announced is safe"


_PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.UNEXPECTED,
    ExitCode.CONFIG,
    ExitCode.NOT_AUTHORIZED,
)
_KEPT_SAFE = (ExitCode.HELD, ExitCode.QUEUED, ExitCode.DONE)


def overall(items: Iterable[ExitCode]) -> ExitCode:
    """Fold the codes of a batch's items into the one that the process exits with.

    The order is 130, 1, 12, 8, 3, 10, 7, 0. Items that failed in another way (a broken
    photo, say) count as 3 beside items that were kept; where nothing was kept and all
    failed alike, their own code says more.
    """
    codes = set(items)
    for code in _PRECEDENCE:
        if code in codes:
            return code
    failed = codes.difference(_KEPT_SAFE)
    if failed:
        alone = len(failed) == 1 and failed == codes
        return failed.pop() if alone else ExitCode.SOME_FAILED
    return next((code for code in _KEPT_SAFE if code in codes), ExitCode.DONE)


class HwlabError(Exception):
    """Something a person can act on: what happened, to which item, what to try."""

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, message: str, *, item: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.item = item
        self.hint = hint


class UsageError(HwlabError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


class PhotoError(HwlabError):
    """A photo that can't be used, and why."""

    exit_code = ExitCode.NO_USABLE_PHOTO


class NotFoundError(HwlabError):
    """What was named does not exist here."""

    exit_code = ExitCode.NOT_FOUND


class ConfigError(HwlabError):
    """A setting that is wrong, and where it stands."""

    exit_code = ExitCode.CONFIG


class StateError(HwlabError):
    """The state folder or the op log can't be used: full disk, damage, missing rights."""


class LockedError(HwlabError):
    """Another process holds what is needed here, and did not let go in time."""

    exit_code = ExitCode.LOCKED


class ReplyError(HwlabError):
    """A model's reply with no answer in it; `truncated` where it was cut short."""

    exit_code = ExitCode.MODEL_UNUSABLE

    def __init__(
        self,
        message: str,
        *,
        item: str | None = None,
        hint: str | None = None,
        truncated: bool = False,
    ) -> None:
        super().__init__(message, item=item, hint=hint)
        self.truncated = truncated
