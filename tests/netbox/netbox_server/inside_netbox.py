"""Run NetBox's own programs for an instance."""

import os
import subprocess
from pathlib import Path

from netbox_server.missing import NotStartedError, log_end

INSIDE = Path(__file__).resolve().parent / "inside"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")


def environment(folder: Path) -> dict[str, str]:
    """Return what NetBox's programs see: the instance, and nothing of ours or the user's."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "NETBOX_ROOT": str(folder),
        "NETBOX_CONFIGURATION": "instance_configuration",
        "PYTHONPATH": str(INSIDE),
        # What NetBox's own dependencies warn of is not ours to mend.
        "PYTHONWARNINGS": "ignore",
    }


def run(folder: Path, log: Path, *command: str | Path) -> None:
    """Run a program of NetBox's to its end.

    Raises NotStartedError with the end of the log when it fails.
    """
    with log.open("ab") as said:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=environment(folder),
            cwd=folder,
            check=False,
        )
    if ran.returncode:
        raise NotStartedError(f"NetBox's {Path(command[-1]).name} failed: {log_end(log)}")
