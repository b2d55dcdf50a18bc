"""`hwlab doctor state`: rights, disks that are full or can't be written, locks that don't hold."""

import errno
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Hwlab, Ran, namespaces_work
from diagnosis_at import faults, found, only

from hwlab_cli.diagnosis import locking


@pytest.fixture
def there(hwlab: Hwlab, home: Path) -> Path:
    """A state folder with a log in it."""
    assert hwlab("add", "--manufacturer", "Dell", "--model", "R720").code == 0
    return home


def test_what_others_can_see_is_told_with_the_command_against_it(hwlab: Hwlab, there: Path) -> None:
    assert only(hwlab("doctor", "state", "--json"), "state.rights")["severity"] == "ok"
    there.chmod(0o755)
    (there / "oplog.sqlite3").chmod(0o640)
    ran = hwlab("doctor", "state", "--json")
    assert ran.code == 0
    told = found(ran, "state.rights")
    assert [one["severity"] for one in told] == ["warning", "warning"]
    assert there.stat().st_mode & 0o777 == 0o755  # told, and left to a person
    for one in told:
        subprocess.run(["sh", "-c", one["hint"]], check=True)
    assert only(hwlab("doctor", "state", "--json"), "state.rights")["severity"] == "ok"


def test_another_users_folder_is_told(
    hwlab: Hwlab, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    us = os.geteuid()
    monkeypatch.setattr("os.geteuid", lambda: us + 1)
    ran = hwlab("doctor", "state", "--json")
    assert {one["item"] for one in found(ran, "state.owner")} == {
        str(there),
        str(there / "oplog.sqlite3"),
    }


def test_a_file_in_the_folders_place_is_told(hwlab: Hwlab, home: Path) -> None:
    home.write_text("dear diary", encoding="utf-8")
    ran = hwlab("doctor", "state", "--json")
    assert ran.code == 1
    assert faults(ran) == ["state.folder"]
    assert home.read_text(encoding="utf-8") == "dear diary"


def test_a_folder_that_can_not_be_made_is_told(
    hwlab: Hwlab, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("", encoding="utf-8")
    monkeypatch.setenv("HWLAB_HOME", str(home / "below" / "a file"))
    ran = hwlab("doctor", "state", "queue", "--json")
    assert ran.code == 1
    assert faults(ran) == ["state.writing"]


def test_a_folder_that_can_not_even_be_looked_for_is_told(
    hwlab: Hwlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = str(tmp_path / ("long" * 100))
    monkeypatch.setenv("HWLAB_HOME", named)
    ran = hwlab("doctor", "state", "versions", "--json")
    assert ran.code == 1
    assert faults(ran) == ["state.failed"]
    assert found(ran, "versions.libraries")
    assert only(ran, "state.failed")["item"] == named
    assert only(ran, "state.failed")["found"] == "file name too long"


# Runs in a user namespace with a small disk of its own: as it is, full, and read-only.
ON_A_SMALL_DISK = """
import json, os, subprocess, sys
disk = sys.argv[1]
hwlab = [sys.executable, "-m", "hwlab_cli"]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], check=True)
os.environ["HWLAB_HOME"] = os.path.join(disk, "state")
subprocess.run([*hwlab, "queue", "replay"], check=True, stderr=subprocess.DEVNULL)
told = []
def doctor():
    ran = subprocess.run([*hwlab, "doctor", "state", "--json"], capture_output=True, text=True)
    told.append([ran.returncode, ran.stdout, ran.stderr])
doctor()
room = os.statvfs(disk)
with open(os.path.join(disk, "filler"), "wb") as file:
    file.write(bytes(room.f_bavail * room.f_frsize))
doctor()
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
doctor()
json.dump(told, sys.stdout)
"""


@pytest.mark.skipif(not namespaces_work(), reason="needs user namespaces with mounts")
def test_a_small_disk_a_full_one_and_one_that_is_read_only(home: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    outer = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", ON_A_SMALL_DISK, str(disk)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert outer.returncode == 0, outer.stderr
    small, full, read_only = (Ran(*told) for told in json.loads(outer.stdout))
    assert (small.code, faults(small)) == (1, ["state.space"])
    assert only(small, "state.space")["details"]["photos"] < 10
    assert only(small, "state.locks")["details"]["file_system"] == "tmpfs"
    assert faults(full) == ["state.writing", "state.space"]
    assert "no space left" in only(full, "state.writing")["found"]
    assert "state.writing" in faults(read_only)
    assert "read-only file system" in only(read_only, "state.writing")["found"]
    assert "Traceback" not in small.err + full.err + read_only.err


# What follows are file systems that no test has at hand.


@pytest.mark.parametrize("kind", ["flock", "lockf"])
def test_locks_that_are_given_to_everybody_are_a_fault(
    hwlab: Hwlab, there: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(fcntl, kind, lambda *_: None)
    ran = hwlab("doctor", "state", "--json")
    assert (ran.code, faults(ran)) == (1, ["state.locks"])
    assert f"{kind} does not work there: another process gets a lock that is held" in ran.out


def test_a_file_system_without_locks_is_a_fault(
    hwlab: Hwlab, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    told = only(hwlab("doctor", "state", "--json"), "state.locks")
    assert "no locks available" in told["found"]
    assert "HWLAB_HOME" in told["hint"]


def test_a_network_is_warned_of(
    hwlab: Hwlab, there: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    device = there.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "21 1 9999:1 / / rw shared:1 - ext4 /dev/sda rw\n"
        f"22 21 {number} / /home rw shared:2 - nfs4 server:/home rw\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(locking, "_MOUNTS", mounts)
    told = only(hwlab("doctor", "state", "--json"), "state.locks")
    assert told["severity"] == "warning"
    assert told["details"] == {"file_system": "nfs4"}
