"""Find a Python that NetBox runs on: hwlab itself is content with an older one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from netbox_server.missing import MissingError

# The oldest first: it is the one that NetBox itself is released on.
_VERSIONS = ("3.12", "3.13", "3.14")
_CHECK = "import sys, ssl, sqlite3; print('%d.%d' % sys.version_info[:2], sys._base_executable)"


def find_python(named: str = "") -> Path:
    """Return the Python to run NetBox with; a named one is taken or refused.

    Raises MissingError when there is none.
    """
    if named:
        found = _works(named)
        if found is None:
            raise MissingError(f"HWLAB_TEST_NETBOX_PYTHON names no Python 3.12 to 3.14: {named}")
        return found
    for candidate in _candidates():
        if found := _works(candidate):
            return found
    advice = "HWLAB_TEST_NETBOX_PYTHON can name one that is not on the PATH"
    raise MissingError(f"Python 3.12, 3.13 or 3.14, which NetBox needs ({advice})")


def _candidates() -> Iterator[str]:
    yield sys.executable
    for version in _VERSIONS:
        yield f"python{version}"
    # Version managers keep what is not selected off the PATH.
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    uv = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "uv" / "python"
    for version in _VERSIONS:
        for folder, pattern in ((pyenv, f"{version}.*"), (uv, f"cpython-{version}.*")):
            for found in sorted(folder.glob(pattern)):
                yield str(found / "bin" / f"python{version}")


def _works(candidate: str) -> Path | None:
    # A version manager's shim is there and yet fails for a version that is not selected.
    try:
        ran = subprocess.run(
            [candidate, "-I", "-c", _CHECK],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version, _, path = ran.stdout.strip().partition(" ")
    return Path(path) if ran.returncode == 0 and version in _VERSIONS else None
