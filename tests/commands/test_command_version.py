"""`hwlab --version`, and hwlab run as a module."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Hwlab

from hwlab_cli import __version__
from hwlab_cli.show import version


def test_the_version_comes_with_the_parts_that_are_there(hwlab: Hwlab) -> None:
    first, second = hwlab("--version").out.splitlines()
    assert first == f"hwlab {__version__} (Python {platform.python_version()})"
    assert second == "with: print on labels, barcodes, HEIC photos, vision models, NetBox"


def test_a_part_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"barcodes": ("zxingcpp",), "smells": ("hwlab_nose", "hwlab_cli", "hwlab_air")}
    monkeypatch.setattr(version, "_PARTS", parts)
    _, present, missing = version.version_lines()
    assert present == "with: barcodes"
    assert missing == "without: smells (hwlab_nose, hwlab_air is missing: install hwlab again)"


@pytest.mark.parametrize("arguments", [["--version"], ["queue", "sho"], []], ids=" ".join)
def test_as_a_module_it_is_the_same(home: Path, arguments: list[str]) -> None:
    ways = [[sys.executable, "-m", "hwlab_cli"], [str(Path(sys.executable).with_name("hwlab"))]]
    ran = [subprocess.run([*way, *arguments], capture_output=True, check=False) for way in ways]
    assert ran[0].returncode == ran[1].returncode
    assert (ran[0].stdout, ran[0].stderr) == (ran[1].stdout, ran[1].stderr)
    assert b"__main__" not in ran[0].stdout + ran[0].stderr
