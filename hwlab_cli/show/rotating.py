"""A file of lines that rotates by size, also with several processes at work."""

import contextlib
import logging
import sys
from typing import Any

from concurrent_log_handler import ConcurrentRotatingFileHandler

from hwlab_cli.show import people


class Rotating(ConcurrentRotatingFileHandler):
    """Writes to the file; where that fails, a line is lost rather than what it is about.

    `reason` says why it failed last. People are told of it once, as soon as it `is_at_work`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason = ""
        self.is_at_work = False
        self._is_told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the base's
        """Let go of what could not be written, and go on."""
        error = sys.exc_info()[1]
        said = error.strerror if isinstance(error, OSError) else None
        self.reason = (said or type(error).__name__).lower()
        stream, self.stream = self.stream, None
        if stream is not None:
            # Else it would come out later, in pieces.
            with contextlib.suppress(OSError):
                stream.close()
        if self.is_at_work and not self._is_told:
            self._is_told = True
            people.say(f"the log file can't be written any more ({self.reason}); the work goes on")
