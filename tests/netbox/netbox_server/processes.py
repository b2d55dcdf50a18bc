"""Find and end servers by the process id that they wrote down."""

import contextlib
from pathlib import Path

import psutil


def recorded(pid_file: Path, mark: str | Path) -> psutil.Process | None:
    """Return the process that a file names, if it lives and its command line has the mark.

    A number alone proves nothing: after a crash it may be another program's.
    """
    try:
        process = psutil.Process(int(pid_file.read_text(encoding="utf-8").split("\n")[0]))
        if process.status() != psutil.STATUS_ZOMBIE and str(mark) in " ".join(process.cmdline()):
            return process
    except (FileNotFoundError, ValueError, psutil.Error):
        pass
    return None


def end(process: psutil.Process) -> None:
    """Kill a server and what it has started; for those that keep nothing that could be lost."""
    family = [process]
    with contextlib.suppress(psutil.Error):
        family += process.children(recursive=True)
    for one in family:
        with contextlib.suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(family, timeout=30)
