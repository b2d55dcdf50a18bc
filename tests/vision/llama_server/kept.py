"""A process that runs another one, and ends it once its user is gone, however that went.

Run with the command as arguments; stdin stays open as long as the user lives.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path


@contextlib.contextmanager
def kept(command: Sequence[str | Path], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Have a command run for the block; it is gone after it, also when we are killed."""
    keeper = start(command, log)
    try:
        yield keeper
    finally:
        end(keeper)


def start(command: Sequence[str | Path], log: Path) -> "subprocess.Popen[bytes]":
    """Start a command that ends with us at the latest."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "llama_server.kept", *command],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            env=environment,
            # What the terminal sends to the tests is not for it.
            start_new_session=True,
        )


def end(keeper: "subprocess.Popen[bytes]") -> None:
    """End a command, and wait until it is gone."""
    with keeper:
        if keeper.stdin:
            keeper.stdin.close()


def main() -> int:
    """Run the command until it ends or stdin does."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, process_group=0)
    threading.Thread(target=_ends_with_stdin, args=(child.pid,), daemon=True).start()
    return child.wait()


def _ends_with_stdin(group: int) -> None:
    # Unbuffered: a buffer that a thread waits on can't be closed when the process ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
