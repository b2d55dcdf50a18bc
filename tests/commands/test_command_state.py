"""A state folder in trouble: a damaged log, a newer one, a full disk. Told, and left sound."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto, namespaces_work

COMMANDS = [
    ("intake", "PHOTO"),
    ("intake", "--dry-run", "PHOTO"),
    ("add", "--manufacturer", "A", "--model", "1"),
    ("queue", "list"),
    ("queue", "check"),
    ("queue", "replay"),
    ("queue", "export"),
    ("queue", "prune"),
    ("queue", "retry", "--all"),
]


def overwritten_at_its_start(log: Path) -> None:
    log.write_bytes(b"\0garbage" * 64 + log.read_bytes()[512:])


def no_database_at_all(log: Path) -> None:
    log.write_text("dear diary", encoding="utf-8")


def overwritten_in_the_middle(log: Path) -> None:
    data = bytearray(log.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    log.write_bytes(data)


def emptied(log: Path) -> None:
    log.write_bytes(b"")


def another_programs_database(log: Path) -> None:
    log.unlink()
    with sqlite3.connect(log) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()


def from_a_newer_hwlab(log: Path) -> None:
    with sqlite3.connect(log) as connection:
        connection.execute("INSERT INTO migrations VALUES ('0999_of_the_future', '2100-01-01')")
    connection.close()


SPOILED: dict[Callable[[Path], None], str] = {
    overwritten_at_its_start: "",
    no_database_at_all: "this file is not a log of hwlab's",
    overwritten_in_the_middle: "damaged",
    emptied: "the log is empty or gone, though photos were taken in here",
    another_programs_database: "this file is not a log of hwlab's",
    from_a_newer_hwlab: "the log was written by a newer hwlab (it has 0999_of_the_future)",
}


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_log_that_cannot_be_used_is_told_and_left_as_it_is(
    hwlab: Hwlab,
    home: Path,
    card: LabelPhoto,
    notebook: LabelPhoto,
    spoil: Callable[[Path], None],
    arguments: tuple[str, ...],
) -> None:
    hwlab("intake", "--capture-only", notebook.path)
    log = home / "oplog.sqlite3"
    spoil(log)
    before = log.read_bytes()
    named = [str(card.path) if argument == "PHOTO" else argument for argument in arguments]
    ran = hwlab(*named)
    assert ran.code == 1
    assert SPOILED[spoil] in ran.out + ran.err
    assert str(log) in ran.out + ran.err
    assert "unexpected" not in ran.err
    assert log.read_bytes() == before


def test_a_lost_log_is_not_replaced_by_an_empty_one(
    hwlab: Hwlab, home: Path, notebook: LabelPhoto
) -> None:
    hwlab("intake", "--capture-only", notebook.path)
    for file in home.glob("oplog.sqlite3*"):
        file.unlink()
    ran = hwlab("intake", "--capture-only", notebook.path)
    assert ran.code == 1
    assert "though photos were taken in here" in ran.err
    assert not (home / "oplog.sqlite3").exists()


def test_the_state_folder_is_private(
    hwlab: Hwlab, home: Path, notebook: LabelPhoto, everything_in: Callable[[], dict[str, bytes]]
) -> None:
    hwlab("intake", "--capture-only", notebook.path)
    modes = {path.stat().st_mode & 0o777 for path in [home, *home.rglob("*")] if path.is_dir()}
    assert modes == {0o700}
    assert {(home / name).stat().st_mode & 0o777 for name in everything_in()} == {0o600}


def test_a_state_folder_that_cannot_be_made_is_told(
    hwlab: Hwlab, home: Path, notebook: LabelPhoto
) -> None:
    home.write_text("a file is in the way", encoding="utf-8")
    ran = hwlab("intake", notebook.path)
    assert ran.code == 1
    assert "the state folder can't be used" in ran.err
    assert "HWLAB_HOME" in ran.err


def check_after_a_full_disk(
    ran: subprocess.CompletedProcess[str], hwlab: Hwlab, photos: list[LabelPhoto]
) -> None:
    """What was announced is there, the log is sound, and with space all is taken in once."""
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "error: " in ran.stderr
    assert "unexpected" not in ran.stderr
    announced = [line.split()[0] for line in ran.stderr.splitlines() if " is safe: " in line]
    check = hwlab("queue", "check", "--json")
    assert check.code == 0, check.out
    assert [line["hw_id"] for line in hwlab("queue", "list", "--json").lines] == announced
    again = hwlab("intake", "--capture-only", "--json", *[photo.path for photo in photos])
    assert again.code == 0
    assert again.summary["taken"] == len(photos) - len(announced)
    assert len(hwlab("queue", "list", "--json").lines) == len(photos)


@pytest.mark.parametrize("limit_kib", [0, 20, 60, 100])
def test_a_file_that_may_not_grow(
    hwlab: Hwlab, notebook: LabelPhoto, card: LabelPhoto, home: Path, limit_kib: int
) -> None:
    def limit_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_kib * 1024, limit_kib * 1024))

    photos = [notebook, card]
    ran = subprocess.run(
        [sys.executable, "-m", "hwlab_cli", "intake", "--capture-only"]
        + [str(photo.path) for photo in photos],
        capture_output=True,
        text=True,
        preexec_fn=limit_files,
        timeout=60,
        check=False,
    )
    check_after_a_full_disk(ran, hwlab, photos)


# Runs in a user namespace with a small disk of its own, which it copies out at the end.
ON_A_SMALL_DISK = """
import json, os, shutil, subprocess, sys
disk, kept, free_kib, *command = sys.argv[1:]
hwlab = [sys.executable, "-m", "hwlab_cli"]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=640k", "tmpfs", disk], check=True)
state = os.path.join(disk, "state")
os.environ["HWLAB_HOME"] = state
subprocess.run([*hwlab, "queue", "replay"], check=True, stderr=subprocess.DEVNULL)
room = os.statvfs(disk)
with open(os.path.join(disk, "filler"), "wb") as file:
    file.write(bytes(room.f_bavail * room.f_frsize - int(free_kib) * 1024))
ran = subprocess.run([*hwlab, *command], capture_output=True, text=True)
shutil.copytree(state, kept)
json.dump([ran.returncode, ran.stdout, ran.stderr], sys.stdout)
"""


@pytest.mark.skipif(not namespaces_work(), reason="needs user namespaces with mounts")
@pytest.mark.parametrize(
    "free_kib",
    [
        *(0, 12, 88, 150),
        *(pytest.param(free, marks=pytest.mark.soak) for free in (4, 40, 76, 100, 112, 180)),
    ],
)
def test_a_full_disk(
    hwlab: Hwlab,
    notebook: LabelPhoto,
    card: LabelPhoto,
    sticker: LabelPhoto,
    home: Path,
    tmp_path: Path,
    free_kib: int,
) -> None:
    photos = [notebook, card, sticker]
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["intake", "--capture-only", *[str(photo.path) for photo in photos]]
    outer = subprocess.run(
        [
            *("unshare", "-rm", sys.executable, "-c", ON_A_SMALL_DISK),
            *(str(disk), str(home), str(free_kib), *command),
        ],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=120,
        check=False,
    )
    assert outer.returncode == 0, outer.stderr
    code, out, err = json.loads(outer.stdout)
    ran = subprocess.CompletedProcess(command, code, out, err)
    check_after_a_full_disk(ran, hwlab, photos)


@pytest.mark.parametrize(
    ("content", "item"),
    [
        ("[intake]\njob = 1\n", "intake.job"),
        ("[intakes]\njobs = 1\n", "intakes"),
        ("[intake]\njobs = 'many'\n", "intake.jobs"),
        ("[intake]\njobs = 0\n", "intake.jobs"),
        ("[intake]\njobs = 65\n", "intake.jobs"),
        ("[intake]\nunproven = 'send'\n", "intake.unproven"),
        ("[photos]\nmax_megapixels = -1\n", "photos.max_megapixels"),
        ("photos = 3\n", "photos"),
        ("[intake\njobs = 1\n", "FILE"),
        ("[intake]\njobs = 1\njobs = 2\n", "FILE"),
        (b"# caf\xe9\n", "FILE"),
    ],
)
@pytest.mark.parametrize("command", ["intake", "config"])
def test_a_mistake_in_the_configuration_is_named(
    hwlab: Hwlab,
    home: Path,
    card: LabelPhoto,
    tmp_path: Path,
    content: str | bytes,
    item: str,
    command: str,
) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    arguments = ("intake", card.path) if command == "intake" else ("config", "show")
    ran = hwlab(*arguments, "--json")
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert error["item"] == (str(file) if item == "FILE" else item)
    assert str(file) in error["message"] + error["item"]
    assert error["hint"]
    assert not home.exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HWLAB_INTAKE_JOBS", "many"),
        ("HWLAB_INTAKE_JOBS", ""),
        ("HWLAB_INTAKE_JOBS", "0"),
        ("HWLAB_INTAKE_JOB", "1"),
        ("HWLAB_PHOTOS_MAX_MEGAPIXELS", "nan"),
        ("HWLAB_INTAKE_UNPROVEN", "send"),
        ("HWLAB_INTAKE", "2"),
        ("HWLAB_INTAKE", "{"),
        ("HWLAB_PHOTOS", "[]"),
    ],
)
def test_a_mistake_in_the_environment_is_named(
    hwlab: Hwlab,
    home: Path,
    card: LabelPhoto,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
) -> None:
    monkeypatch.setenv(variable, value)
    ran = hwlab("intake", card.path, "--json")
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert variable in error["message"] + error["item"]
    assert error["hint"]
    assert not home.exists()


def test_a_configuration_that_is_named_must_be_there(
    hwlab: Hwlab, card: LabelPhoto, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").unlink()
    ran = hwlab("intake", card.path, "--json")
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert error["item"] == str(tmp_path / "config.toml")
    assert "HWLAB_CONFIG" in error["message"]
    assert "config init" in error["hint"]


def test_a_configuration_that_cannot_be_read_is_told(
    hwlab: Hwlab, card: LabelPhoto, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").unlink()
    (tmp_path / "config.toml").mkdir()
    ran = hwlab("intake", card.path, "--json")
    assert ran.code == 12
    assert "can't be read" in ran.of_type("error")[0]["message"]
