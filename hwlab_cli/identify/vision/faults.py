"""What can go wrong with a vision server, told apart by what a person can do about it."""

from dataclasses import replace

from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.identify.vision.answer import Asked


class VisionError(HwlabError):
    """A vision server, or the way to it, gave no answer.

    `item` names model and endpoint; `asked` is what there is to record of it.
    """

    def __init__(self, message: str, *, item: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, item=item, hint=hint)
        self.asked: Asked | None = None

    def record(self, asked: Asked) -> None:
        """Keep what there is to record, with the reason why there was no answer."""
        self.asked = replace(asked, error=self.message)


class UnreachableError(VisionError):
    """The model can't be reached, or not in time.

    `passes` where asking again may help; `wait` is how many seconds the server asked to be
    left alone, None where it did not say; `is_loading` where it says that it is getting ready.
    """

    exit_code = ExitCode.MODEL_UNREACHABLE

    def __init__(
        self,
        message: str,
        *,
        item: str | None = None,
        hint: str | None = None,
        passes: bool = False,
        wait: float | None = None,
        is_loading: bool = False,
    ) -> None:
        super().__init__(message, item=item, hint=hint)
        self.passes = passes
        self.wait = wait
        self.is_loading = is_loading


class TimedOutError(UnreachableError):
    """The model was reached, and took longer than the tier's settings allow."""


class UnusableError(VisionError):
    """The server answered, and its answer can't be used."""

    exit_code = ExitCode.MODEL_UNUSABLE


class NoImagesError(UnusableError):
    """The model takes no images."""


class DoesNotFitError(UnusableError):
    """Prompt and pictures do not fit: the model's context, the body's size, the memory."""


class CutError(UnusableError):
    """The answer was cut short before it said anything."""


class LoopError(CutError):
    """The model repeated itself, and was stopped."""


class NotOpenAIError(UnusableError):
    """What answers there does not speak the OpenAI API."""


class NoAnswerError(UnusableError):
    """The model said something, and there is no answer in it."""


class NotAuthorizedError(VisionError):
    """The server wants a key, or another one."""

    exit_code = ExitCode.NOT_AUTHORIZED


class SettingsError(VisionError):
    """The tier's settings can't be used: an address that is refused, a key that can't be had."""

    exit_code = ExitCode.CONFIG


class StoppedError(VisionError):
    """The one who asked does not want the answer any more."""

    exit_code = ExitCode.INTERRUPTED
