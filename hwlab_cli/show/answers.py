"""Where a person's answers come from: single keys of a terminal, or lines and Enter.

In raw modes only while keys are read; questions to the terminal never take what was typed.
"""

import os
import select
import sys
import termios
import time
import tty
from types import TracebackType
from typing import Protocol, Self

from hwlab_cli.show.escapes import answers_in, first_key, is_unfinished
from hwlab_cli.show.plain import harmless

END = "\x04"
"""The key of who has no more to say: Ctrl-D, or the end of the input."""

_ESCAPE_SECONDS = 0.1  # the rest of an escape sequence comes at once, also over ssh


class Answers(Protocol):
    """Asks a person."""

    def key(self) -> str:
        """Return what was chosen: a key, or a whole line of who types lines; END at the end."""

    def line(self, prompt: str, before: str = "") -> str | None:
        """Return a line, which begins as `before`; None where it was left out."""

    def asked(self, question: bytes, last: bytes, seconds: float) -> list[bytes]:
        """Return what the terminal answers to a question; nothing where there is none."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Lines:
    """A line and Enter for each answer: standard input that is no terminal, or a dumb one."""

    def key(self) -> str:
        """Return the next line, END at the end of the input."""
        return self._next("> ", END)

    def line(self, prompt: str, before: str = "") -> str | None:
        """Return the next line; an empty one stands for `before`, as nothing can be edited."""
        said = self._next(f"{prompt}{f' [{harmless(before)}]' if before else ''}: ", END)
        return None if said == END else said or before

    def asked(self, question: bytes, last: bytes, seconds: float) -> list[bytes]:  # noqa: ARG002
        """Return nothing: who reads lines can't read answers."""
        return []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def _next(self, prompt: str, end: str) -> str:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        text = sys.stdin.readline()
        if not text or not sys.stdin.isatty():
            sys.stdout.write("\n")
        return text.strip() if text else end


class Keyboard:
    """Single keys of a terminal; the line editor of the system for whole lines."""

    def __init__(self) -> None:
        self._input = sys.stdin.fileno()
        self._received = b""
        self._cooked = termios.tcgetattr(self._input)

    def __enter__(self) -> Self:
        tty.setcbreak(self._input, termios.TCSANOW)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        termios.tcsetattr(self._input, termios.TCSANOW, self._cooked)

    def key(self) -> str:
        """Return the next key, END at the end; arrows, function keys and the like are none."""
        while True:
            if not self._received and not self._receive(None):
                return END
            while is_unfinished(self._received) and self._receive(_ESCAPE_SECONDS):
                pass
            key, self._received = first_key(self._received)
            if key:
                return key

    def line(self, prompt: str, before: str = "") -> str | None:
        """Return an edited line; None after Ctrl-D."""
        typed = self._received.decode(errors="replace")
        self._received = b""
        termios.tcsetattr(self._input, termios.TCSANOW, self._cooked)
        try:
            return _edited(prompt, before, typed)
        except EOFError:
            sys.stdout.write("\n")
            return None
        finally:
            tty.setcbreak(self._input, termios.TCSANOW)

    def asked(self, question: bytes, last: bytes, seconds: float) -> list[bytes]:
        """Return what the terminal answers until the `last` one, which each terminal gives.

        What a person types meanwhile is kept for the next answer, and so is an answer that
        comes later, to be passed over.
        """
        sys.stdout.flush()
        os.write(sys.stdout.fileno(), question)
        until = time.monotonic() + seconds
        while True:
            answers, _ = answers_in(self._received)
            if any(one.endswith(last) for one in answers):
                break
            if not self._receive(max(0.0, until - time.monotonic())):
                break
        answers, self._received = answers_in(self._received)
        return answers

    def _receive(self, seconds: float | None) -> bool:
        ready, _, _ = select.select([self._input], [], [], seconds)
        if not ready:
            return False
        received = os.read(self._input, 4096)
        self._received += received
        return bool(received)


def answers() -> Answers:
    """Return single keys where both ends are a terminal that can, else lines."""
    able = os.environ.get("TERM") not in {None, "", "dumb"}
    if able and sys.stdin.isatty() and sys.stdout.isatty():
        return Keyboard()
    return Lines()


def _edited(prompt: str, before: str, typed: str) -> str:
    try:
        import readline  # changes what `input` does, so only where it is wanted
    except ImportError:
        shown = f"{prompt}{f' [{harmless(before)}]' if before else ''}: "
        return input(shown) or before

    def begun() -> None:
        # Control characters would be commands to the editor, or to the terminal.
        readline.insert_text("".join(one for one in before + typed if one.isprintable()))

    readline.set_auto_history(False)
    readline.set_startup_hook(begun)
    try:
        return input(f"{prompt}: ")
    finally:
        readline.set_startup_hook(None)
