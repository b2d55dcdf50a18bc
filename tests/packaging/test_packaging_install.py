"""In an empty environment, from the wheel and by the ways that people install programs."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LabelPhoto
from packaging_build import built

from hwlab_cli import __version__


def by_pip(wheel: Path, folder: Path) -> Path:
    """Install as `pip install hwlab` does into a new environment."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip: list[str | Path] = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
    ]
    subprocess.run([*pip, "install", wheel], check=True)
    assert (folder / "share" / "man" / "man1" / "hwlab.1").exists()
    return folder / "bin" / "hwlab"


def by_uv_tool(wheel: Path, folder: Path) -> Path:
    """Install as `uv tool install hwlab` does, and pipx likewise."""
    uv = shutil.which("uv", path=sysconfig.get_path("scripts")) or "uv"
    places = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    command = [uv, "tool", "install", "--quiet", "--python", sys.executable, str(wheel)]
    subprocess.run(command, env={**os.environ, **places}, check=True)
    return folder / "bin" / "hwlab"


@pytest.mark.soak
@pytest.mark.parametrize("installed", [by_pip, by_uv_tool])
def test_it_starts_in_an_empty_environment(
    installed: Callable[[Path, Path], Path], home: Path, notebook: LabelPhoto, tmp_path: Path
) -> None:
    built_here = tmp_path / "built"
    built_here.mkdir()
    hwlab = installed(built(built_here).wheel, tmp_path / "empty")

    def ran(*arguments: str | Path, stdin: str = "") -> str:
        environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [hwlab, *arguments],
            input=stdin,
            cwd=tmp_path,
            env={**environment, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout

    first, second = ran("--version").splitlines()
    assert first.startswith(f"hwlab {__version__} ")
    assert second == "with: print on labels, barcodes, HEIC photos, vision models, NetBox"
    assert json.loads(ran("parse", "--json", stdin='{"model": "R640"}').splitlines()[0])["model"]
    (line,) = ran("identify", "--json", notebook.path).splitlines()
    assert json.loads(line)["serial"] == notebook.truth["serial"]
