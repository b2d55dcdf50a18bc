"""The store of originals: unchanged, whole or not at all, nobody else's business."""

import hashlib
import resource
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hwlab_cli.errors import StateError
from hwlab_cli.photos.originals import Originals


@pytest.fixture
def store(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "state" / "originals")


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let this process write no file of more than a hundred bytes, as a disk that is full."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=5000))
def test_what_is_kept_comes_back_unchanged(store: Originals, data: bytes) -> None:
    path = store.keep(data, sha256(data))
    assert path == store.path(sha256(data))
    assert path.read_bytes() == store.load(sha256(data)) == data
    assert store.intact(sha256(data))
    assert sha256(data) in set(store.hashes())
    assert list(store.partials()) == []


def test_nobody_else_can_look(store: Originals, tmp_path: Path) -> None:
    path = store.keep(b"photo", sha256(b"photo"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    folders = [path.parent, path.parent.parent, tmp_path / "state"]
    assert [stat.S_IMODE(one.stat().st_mode) for one in folders] == [0o700] * 3


def test_the_same_photo_twice_is_one_file(store: Originals) -> None:
    first = store.keep(b"photo", sha256(b"photo")).stat()
    again = store.keep(b"photo", sha256(b"photo")).stat()
    assert (first.st_ino, first.st_mtime_ns) == (again.st_ino, again.st_mtime_ns)
    assert list(store.hashes()) == [sha256(b"photo")]


def test_a_damaged_original_is_told_and_mended_by_the_same_photo(store: Originals) -> None:
    path = store.keep(b"photo", sha256(b"photo"))
    path.write_bytes(b"phota")
    assert not store.intact(sha256(b"photo"))
    with pytest.raises(StateError, match="changed since it was taken in") as raised:
        store.load(sha256(b"photo"))
    assert raised.value.item == str(path)
    store.keep(b"photo", sha256(b"photo"))
    assert store.load(sha256(b"photo")) == b"photo"


def test_what_others_left_in_the_folder_is_no_original(store: Originals) -> None:
    sha256 = hashlib.sha256(b"photo").hexdigest()
    folder = store.keep(b"photo", sha256).parent
    for stray in (folder.parent / ".DS_Store", folder / ".DS_Store", folder / "partial-0a"):
        stray.write_bytes(b"")
    (folder.parent / "lost+found").mkdir()
    assert list(store.hashes()) == [sha256]


def test_a_missing_original_is_told(store: Originals) -> None:
    assert not store.intact(sha256(b"photo"))
    assert list(store.hashes()) == []
    with pytest.raises(StateError, match="no such file"):
        store.load(sha256(b"photo"))


def test_what_does_not_fit_leaves_nothing_behind(store: Originals, small_files: None) -> None:
    store.keep(b"p" * 100, sha256(b"p" * 100))
    with pytest.raises(StateError, match="can't be stored: file too large") as raised:
        store.keep(b"p" * 101, sha256(b"p" * 101))
    assert raised.value.hint
    assert list(store.hashes()) == [sha256(b"p" * 100)]
    assert list(store.partials()) == []
