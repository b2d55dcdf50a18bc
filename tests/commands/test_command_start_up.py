"""What starts at once loads little: a guard for what `bench` measures."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Hwlab

SLOW = {
    "PIL",
    "cv2",
    "httpx",
    "netaddr",
    "numpy",
    "onnxruntime",
    "openai",
    "pillow_heif",
    "pydantic",
    "pydantic_settings",
    "pynetbox",
    "rapidfuzz",
    "rapidocr",
    "requests",
    "rich",
    "tenacity",
    "yaml",
    "zxingcpp",
}

_PROGRAM = """
import sys
from hwlab_cli.entry import main
sys.argv = ["hwlab", *sys.argv[1:]]
try:
    main()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def loaded(home: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "HWLAB_HOME": str(home)},
        timeout=60,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["queue", "list"], ["queue", "list", "--json"]],
    ids=" ".join,
)
def test_it_loads_nothing_slow(hwlab: Hwlab, home: Path, arguments: list[str]) -> None:
    assert hwlab("add", "--manufacturer", "Dell", "--model", "R720").code == 0
    assert loaded(home, *arguments) & SLOW == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["queue", "show", "HW-"],
        ["intake", "--"],
        ["identify", "--tier", ""],
        ["label", "--size", ""],
        ["config", "show", ""],
        ["doctor", ""],
        [""],
    ],
    ids=" ".join,
)
def test_completion_loads_nothing_slow(
    hwlab: Hwlab, home: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hwlab("add", "--manufacturer", "Dell", "--model", "R720").code == 0
    monkeypatch.setenv("_HWLAB_COMPLETE", "zsh")
    assert loaded(home, *arguments) & SLOW == set()


def test_the_guard_sees_what_is_loaded(home: Path) -> None:
    arguments = ["add", "--manufacturer", "Dell", "--model", "R720"]
    assert {"pydantic", "rich"} <= loaded(home, *arguments)
