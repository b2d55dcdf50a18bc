"""Somebody who has never seen hwlab: from the README to the first device; the mistakes."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Hwlab, Ran
from fault_proxy.faults import html_answer
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_changes import issue_token, limited_token, revoke

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "dell-server.jpg"
SECTION = re.search(
    r"^## The first device in NetBox\n(.*?)^## ",
    (ROOT / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
URL, TOKEN = "HWLAB_NETBOX_URL", "HWLAB_NETBOX_TOKEN"
NOWHERE = "http://127.0.0.1:1"
Mend = Callable[..., None]


def command_lines() -> list[str]:
    """Every line that a newcomer types, in the order of the README."""
    assert SECTION
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", SECTION[1], re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_the_first_device_takes_less_than_ten_lines(
    pristine: NetBox, tmp_path: Path, home: Path
) -> None:
    lines = command_lines()
    assert len(lines) < 10
    # The command is installed here, and what `make netbox` does is tested where it is.
    install, *exports, eval_, setup, intake = lines
    assert (install, eval_) == ("pipx install .", 'eval "$(make -s netbox)"')
    values = {URL: pristine.url, TOKEN: pristine.token}
    script = ["set -e"]
    for line in exports:
        name = line.removeprefix("export ").partition("=")[0]
        script.append(f"export {name}={values.pop(name)}")
    assert values == {}
    ran = subprocess.run(
        ["bash", "-c", "\n".join([*script, setup, intake])],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name not in {URL, TOKEN}},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    (device,) = pristine.ask("GET", "/api/dcim/devices/").json()["results"]
    # The card ends with where it is.
    assert f"{pristine.url}/dcim/devices/{device['id']}/" in ran.stdout.replace("\n", "")
    assert device["serial"] == "SBGD3XF"


# Mistakes: the exit code, and words of the line that says what to try


def tells(ran: Ran, code: int, *words: str) -> None:
    """Check that a run ended so, and said what to try, in these words among others."""
    assert ran.code == code, ran.out + ran.err
    hint = ran.err.rpartition("  try: ")[2] if "  try: " in ran.err else ran.err
    assert [word for word in words if word not in hint] == [], ran.err
    assert "Traceback" not in ran.err


SETTINGS = {
    "nothing is set": ({}, 12, ["netbox.url", URL]),
    "no token": ({URL: NOWHERE}, 12, [TOKEN]),
    "the README's own token": ({URL: NOWHERE, TOKEN: "nbt_…"}, 12, ["single word"]),
    "a token with its header's word": ({URL: NOWHERE, TOKEN: "Token abc"}, 12, ["no `Token`"]),
    "no http": ({URL: "netbox.example.net", TOKEN: "abc"}, 12, ["https://netbox.example.net"]),
    "not http": ({URL: "ftp://netbox", TOKEN: "abc"}, 12, ["https://netbox.example.net"]),
    "nobody there": ({URL: NOWHERE, TOKEN: "abc"}, 7, ["netbox.url is right", "netbox setup"]),
    "no such host": ({URL: "http://no.such.invalid", TOKEN: "abc"}, 7, ["netbox.url right"]),
    "a configuration that is not there": (
        {"HWLAB_CONFIG": "/nowhere.toml"},
        12,
        ["hwlab config init"],
    ),
}


@pytest.mark.parametrize(("settings", "code", "words"), SETTINGS.values(), ids=SETTINGS)
def test_a_wrong_setting(
    hwlab: Hwlab,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    code: int,
    words: list[str],
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    tells(hwlab("netbox", "setup"), code, *words)


def a_text(folder: Path) -> Path:
    """Write what is called a photo and is none."""
    file = folder / "note.jpg"
    file.write_text("not a photo", encoding="utf-8")
    return file


def an_empty_file(folder: Path) -> Path:
    """Make a file that a camera has not finished."""
    file = folder / "empty.jpg"
    file.touch()
    return file


def half_a_photo(folder: Path) -> Path:
    """Write the first half of a photo."""
    file = folder / "half.jpg"
    file.write_bytes(EXAMPLE.read_bytes()[:20_000])
    return file


def an_empty_folder(folder: Path) -> Path:
    """Make a folder with no photos in it."""
    (folder / "shelf").mkdir()
    return folder / "shelf"


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda folder: folder / "nowhere.jpg", "check the path"),
        (a_text, "JPEG, PNG, WebP, TIFF and HEIC"),
        (an_empty_file, "copy it again"),
        (half_a_photo, "copy it again"),
        (an_empty_folder, "photos end in"),
    ],
    ids=["no file", "a text", "an empty file", "half a photo", "an empty folder"],
)
def test_no_photo(hwlab: Hwlab, tmp_path: Path, make: Callable[[Path], Path], word: str) -> None:
    tells(hwlab("intake", make(tmp_path)), 4, word)


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["intake"], 2, "PHOTO"),
        (["intak", "photo.jpg"], 2, "Did you mean intake?"),
        (["netbox", "set-up"], 2, "Did you mean 'setup'?"),
        (["queue", "show", "HW-4F7K2M9"], 9, "looks like HW-"),
        (["queue", "show", "HW-4F7K2M98"], 9, "hwlab queue list"),
        (["label", "4f7k2m98"], 9, "hw_id"),
        (["review", "HW-4F7K2M98"], 9, "hwlab queue list"),
    ],
)
def test_a_word_mistyped(hwlab: Hwlab, arguments: list[str], code: int, word: str) -> None:
    tells(hwlab(*arguments), code, word)


def test_a_state_folder_that_can_not_be_made(hwlab: Hwlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWLAB_HOME", str(ROOT / "README.md" / "state"))
    tells(hwlab("intake", EXAMPLE), 1, "HWLAB_HOME")


def test_no_python_that_is_new_enough(tmp_path: Path) -> None:
    ran = subprocess.run(
        ["make", "PYTHON=", f"VENV={tmp_path / 'venv'}", str(tmp_path / "venv" / ".made")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 2
    assert "hwlab needs Python 3.11 or newer; none was found" in ran.stderr


# On a NetBox


def test_mistakes_on_the_way_to_netbox(
    pristine: NetBox, fault_proxy: FaultProxy, hwlab: Hwlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL, pristine.url)
    monkeypatch.setenv(TOKEN, f"{pristine.token}x")
    tells(hwlab("netbox", "setup"), 8, "is the token right")
    monkeypatch.setenv(TOKEN, pristine.token.partition(".")[2])
    tells(hwlab("netbox", "setup"), 8, "is the token right")
    gone = issue_token(pristine)
    revoke(pristine, gone)
    monkeypatch.setenv(TOKEN, gone.token)
    tells(hwlab("netbox", "setup"), 8, "still valid")
    monkeypatch.setenv(TOKEN, limited_token(pristine, ["view"]).token)
    tells(hwlab("netbox", "setup"), 8, "hwlab netbox check")
    monkeypatch.setenv(TOKEN, pristine.token)
    monkeypatch.setenv(URL, f"{pristine.url}/netbox/login")
    tells(hwlab("netbox", "setup"), 12, "netbox.url is the address of its start page")
    monkeypatch.setenv(URL, fault_proxy.url)
    fault_proxy.inject(html_answer(200), times=1)
    tells(hwlab("netbox", "setup"), 12, "netbox.url is the address of its start page")


def test_the_steps_in_another_order(
    pristine: NetBox,
    hwlab: Hwlab,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A photo before NetBox is known or set up, and twice: nothing is lost or doubled."""
    photo = tmp_path / "photo.jpg"
    shutil.copy(EXAMPLE, photo)
    ran = hwlab("intake", photo)
    assert ran.code == 0
    assert "it waits there, since no NetBox is configured" in ran.out
    monkeypatch.setenv(URL, f"{pristine.url}/api/")
    monkeypatch.setenv(TOKEN, pristine.v1_token)
    tells(hwlab("queue", "replay"), 12, "hwlab netbox setup")
    assert hwlab("netbox", "setup").code == 0
    again = hwlab("intake", photo, "--json")
    assert (again.code, again.summary["taken"], again.summary["known"]) == (0, 0, 1)
    assert hwlab("queue", "replay").code == 0
    assert hwlab("intake", photo, "--json").of_type("intake")[0]["state"] == "done"
    assert pristine.ask("GET", "/api/dcim/devices/").json()["count"] == 1
