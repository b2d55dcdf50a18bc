"""Opening the log: private, durable, migrated, and nothing that is not ours touched."""

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from oplog_setup import ROOT, captured, finished, identified, started

from hwlab_cli.errors import ExitCode, LockedError, StateError
from hwlab_cli.model import State
from hwlab_cli.oplog import connection as connections
from hwlab_cli.oplog import query
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import LOG_NAME, OpLog
from hwlab_cli.oplog.schema import MIGRATIONS
from hwlab_cli.oplog.store_lock import holding


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(home: Path) -> StateError:
    with pytest.raises(StateError) as caught:
        OpLog.open(home).close()
    return caught.value


def test_everything_is_private_from_the_start(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    with umask(0), OpLog.open(home) as log, Owner(home) as owner, holding(home, exclusive=False):
        captured(log, owner, "a")
        files = [path for path in home.rglob("*") if path.is_file()]
        names = {path.name for path in files}
        assert {LOG_NAME, f"{LOG_NAME}-wal", f"{LOG_NAME}-shm", "originals.lock"} <= names
        assert {path: oct(mode(path)) for path in files} == dict.fromkeys(files, "0o600")
        for folder in (home, home / "owners"):
            assert mode(folder) == 0o700


def test_a_log_that_others_could_read_is_tightened(tmp_path: Path) -> None:
    OpLog.open(tmp_path / "home").close()
    (tmp_path / "home").chmod(0o755)
    (tmp_path / "home" / LOG_NAME).chmod(0o644)
    OpLog.open(tmp_path / "home").close()
    assert mode(tmp_path / "home") == 0o700
    assert mode(tmp_path / "home" / LOG_NAME) == 0o600


def test_a_folder_with_other_things_in_it_keeps_its_rights(tmp_path: Path) -> None:
    home = tmp_path / "shared"
    home.mkdir(mode=0o755)
    (home / "letter.txt").write_text("not ours")
    OpLog.open(home).close()
    assert mode(home) == 0o755


def test_what_is_committed_is_synced(tmp_path: Path) -> None:
    with OpLog.open(tmp_path) as log:
        assert log.rows("PRAGMA journal_mode") == [("wal",)]
        assert log.rows("PRAGMA synchronous") == [(2,)]
        assert log.rows("PRAGMA fullfsync") == [(1,)]
        assert log.rows("PRAGMA foreign_keys") == [(1,)]


def test_reading_where_there_is_no_log_makes_none(tmp_path: Path) -> None:
    with OpLog.open(tmp_path / "home", create=False) as log:
        assert list(query.intakes(log)) == []
        assert query.tally(log) == dict.fromkeys(State, 0)
    assert not (tmp_path / "home").exists()


def test_a_newer_log_is_left_alone(tmp_path: Path) -> None:
    with OpLog.open(tmp_path) as log:
        log.connection.execute("INSERT INTO migrations VALUES ('0099_later', 'then')")
    before = (tmp_path / LOG_NAME).read_bytes()
    error = refused(tmp_path)
    assert "newer" in error.message
    assert "0099_later" in error.message
    assert "upgrade" in str(error.hint)
    assert (tmp_path / LOG_NAME).read_bytes() == before


def test_a_pending_migration_is_applied_to_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        hw_id = identified(log, owner, "a")
    later = ("0099_site", "ALTER TABLE intakes ADD COLUMN site TEXT;\n")
    monkeypatch.setattr(connections, "MIGRATIONS", (*MIGRATIONS, later))
    with OpLog.open(tmp_path) as log:
        assert query.intake(log, hw_id).hw_id == hw_id
        assert log.rows("SELECT site FROM intakes") == [(None,)]
        assert len(log.rows("SELECT * FROM migrations")) == len(MIGRATIONS) + 1


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    OpLog.open(tmp_path).close()
    broken = ("0099_broken", "CREATE TABLE extra (id);\nALTER TABLE nowhere ADD COLUMN x;\n")
    with monkeypatch.context() as patched:
        patched.setattr(connections, "MIGRATIONS", (*MIGRATIONS, broken))
        refused(tmp_path)
    with OpLog.open(tmp_path) as log:
        assert log.rows("SELECT name FROM sqlite_master WHERE name = 'extra'") == []


def page(number: int, data: bytes, junk: bytes) -> bytes:
    start = (number - 1) * 4096
    return data[:start] + junk + data[start + len(junk) :]


@pytest.mark.parametrize(
    "content",
    [b"not a database, though long enough to be looked at" * 100, b"\0" * 8192, b"x", b"y" * 600],
    ids=["text", "zeros", "one byte", "short"],
)
def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LOG_NAME).write_bytes(content)
    error = refused(tmp_path)
    assert error.item == str(tmp_path / LOG_NAME)
    assert "HWLAB_HOME" in str(error.hint)
    assert (tmp_path / LOG_NAME).read_bytes() == content


def test_a_damaged_header_is_told_and_kept(tmp_path: Path) -> None:
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        captured(log, owner, "a")
    damaged = page(1, (tmp_path / LOG_NAME).read_bytes(), os.urandom(200))
    (tmp_path / LOG_NAME).write_bytes(damaged)
    assert "damaged" in refused(tmp_path).message
    assert (tmp_path / LOG_NAME).read_bytes() == damaged


def test_a_damaged_page_is_told_and_kept(tmp_path: Path) -> None:
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        captured(log, owner, "a")
        rows = log.rows("SELECT rootpage FROM sqlite_master WHERE name = 'intakes'")
    damaged = page(rows[0][0], (tmp_path / LOG_NAME).read_bytes(), b"\xff" * 4096)
    (tmp_path / LOG_NAME).write_bytes(damaged)
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        with pytest.raises(StateError, match="damaged") as caught:
            list(query.intakes(log))
        assert caught.value.exit_code == ExitCode.UNEXPECTED
        with pytest.raises(StateError, match="damaged"):
            captured(log, owner, "b")
    assert (tmp_path / LOG_NAME).read_bytes() == damaged


@pytest.mark.parametrize("pragma", ["user_version = 3", "application_id = 7"])
def test_another_programs_file_is_told_and_kept(tmp_path: Path, pragma: str) -> None:
    with closing(sqlite3.connect(tmp_path / LOG_NAME)) as other, other:
        other.execute(f"PRAGMA {pragma}")
        if "user" in pragma:
            other.execute("CREATE TABLE recipes (name TEXT)")
    before = (tmp_path / LOG_NAME).read_bytes()
    assert "not a log of hwlab's" in refused(tmp_path).message
    assert (tmp_path / LOG_NAME).read_bytes() == before


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("create", [False, True])
def test_no_new_log_begins_where_photos_were_taken_in(
    tmp_path: Path, gone: bool, create: bool
) -> None:
    original = tmp_path / "originals" / "ab" / "cdef"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"photo")
    log, wal = tmp_path / LOG_NAME, tmp_path / f"{LOG_NAME}-wal"
    wal.write_bytes(b"what a crash left")
    if not gone:
        log.touch()
    with pytest.raises(StateError, match="photos were taken in here"):
        OpLog.open(tmp_path, create=create).close()
    assert log.exists() is not gone
    assert wal.read_bytes() == b"what a crash left"


def test_an_empty_database_beside_photos_is_refused_too(tmp_path: Path) -> None:
    original = tmp_path / "originals" / "ab" / "cdef"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"photo")
    with closing(sqlite3.connect(tmp_path / LOG_NAME)) as other:
        other.execute("VACUUM")
    before = (tmp_path / LOG_NAME).read_bytes()
    assert before
    assert "photos were taken in here" in refused(tmp_path).message
    assert (tmp_path / LOG_NAME).read_bytes() == before


def test_empty_folders_of_pruned_originals_are_no_photos(tmp_path: Path) -> None:
    (tmp_path / "originals" / "ab").mkdir(parents=True)
    OpLog.open(tmp_path).close()


def test_a_log_that_stays_locked_is_said_to_be(tmp_path: Path) -> None:
    with (
        OpLog.open(tmp_path) as one,
        OpLog.open(tmp_path, busy_seconds=0.05) as two,
        Owner(tmp_path) as owner,
    ):
        with one.writing(), pytest.raises(LockedError) as caught:
            captured(two, owner, "a")
        assert caught.value.exit_code == ExitCode.LOCKED
        captured(two, owner, "a")


def test_a_first_opening_that_hangs_does_not_hang_the_others(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "oplog.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with pytest.raises(LockedError):
            OpLog.open(tmp_path, busy_seconds=0.05).close()
    OpLog.open(tmp_path, busy_seconds=0.05).close()


def test_a_failing_block_leaves_nothing_and_the_log_usable(tmp_path: Path) -> None:
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:

        def fail(kind: type[BaseException]) -> None:
            with log.writing() as connection:
                connection.execute("INSERT INTO pruned_photos VALUES ('a', 'b')")
                raise kind

        for kind in (KeyboardInterrupt, ValueError):
            with pytest.raises(kind):
                fail(kind)
        assert log.rows("SELECT * FROM pruned_photos") == []
        captured(log, owner, "a")


def test_a_rollback_that_was_interrupted_is_made_up_for(tmp_path: Path) -> None:
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        log.connection.execute("BEGIN IMMEDIATE")
        log.connection.execute("INSERT INTO pruned_photos VALUES ('a', 'b')")
        captured(log, owner, "a")
        assert log.rows("SELECT * FROM pruned_photos") == []


def test_a_second_connection_does_not_drop_the_locks_of_the_first(tmp_path: Path) -> None:
    """Closing a descriptor of the log would: another process then removes the -wal."""
    wal = tmp_path / f"{LOG_NAME}-wal"
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        captured(log, owner, "a")
        second = threading.Thread(target=lambda: OpLog.open(tmp_path).close())
        second.start()
        second.join()
        before = wal.stat().st_ino
        script = "import sys; from pathlib import Path\n"
        script += "from hwlab_cli.oplog.connection import OpLog\n"
        script += (
            "with OpLog.open(Path(sys.argv[1])) as log: print(log.rows('PRAGMA data_version'))"
        )
        finished(started(script, tmp_path))
        assert wal.stat().st_ino == before


READ_ONLY = """
import os, subprocess, sys
from pathlib import Path
from hwlab_cli.errors import StateError
from hwlab_cli.oplog.connection import OpLog
home = Path(sys.argv[1])
mount = ["mount", "-t", "tmpfs", "none", str(home)]
if subprocess.run(mount, capture_output=True).returncode:
    print("no mount"); sys.exit()
if sys.argv[2] == "there":
    OpLog.open(home).close()
subprocess.run(["mount", "-o", "remount,ro", str(home)], check=True)
try:
    OpLog.open(home).close()
except StateError as error:
    print(error.message)
"""


@pytest.mark.parametrize(("there", "words"), [("there", "log can't be"), ("not", "read-only")])
def test_a_read_only_folder_is_said_to_be(tmp_path: Path, there: str, words: str) -> None:
    if os.getuid():
        if there == "there":
            OpLog.open(tmp_path).close()
        tmp_path.chmod(0o500)
        assert "can't be" in refused(tmp_path).message
        return
    import subprocess
    import sys

    said = subprocess.run(
        ["unshare", "-m", sys.executable, "-c", READ_ONLY, str(tmp_path), there],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if (said.returncode == 1 and "unshare" in said.stderr) or "no mount" in said.stdout:
        pytest.skip("root without the right to mount can't be kept from writing")
    assert words in said.stdout, said.stderr
