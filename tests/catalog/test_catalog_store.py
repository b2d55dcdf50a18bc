"""The catalog's file: private, migrated, refused where it is not ours, read while written."""

import sqlite3
import stat
from pathlib import Path

import pytest
from catalog_set import LIBRARY, imported, models

from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.store import CATALOG_NAME, Catalog
from hwlab_cli.errors import LockedError, NotFoundError, StateError

ONE = DeviceType("Dell", "PowerEdge R720", "r720", "a", part_number="0012345", u_height=2.0)


def put(catalog: Catalog, *some: DeviceType, place: str = "/there") -> None:
    with catalog.replacing(SourceKind.FOLDER, place) as writer:
        for one in some:
            writer.put(one, '{"model": "x"}')
        writer.done()


def interrupted(catalog: Catalog) -> None:
    with catalog.replacing(SourceKind.FOLDER, "/there") as writer:
        writer.put(DeviceType("Dell", "other", "other", "b"), "{}")
        raise KeyboardInterrupt


def test_it_is_for_its_owner_alone(home: Path) -> None:
    imported(home, LIBRARY)
    with Catalog.open(home) as catalog:
        put(catalog, ONE)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()}
    assert CATALOG_NAME in modes
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_what_was_put_in_comes_out(home: Path) -> None:
    with Catalog.open(home) as catalog:
        put(catalog, ONE)
        ((row, source, found),) = catalog.types()
        assert (source, found) == (SourceKind.FOLDER, ONE)
        assert catalog.type(row).data == {"model": "x"}
        with pytest.raises(NotFoundError):
            catalog.type(row + 1)


def test_without_one_there_is_an_empty_one_and_nothing_is_made(home: Path) -> None:
    with Catalog.open(home, create=False) as catalog:
        assert catalog.sources() == []
        assert list(catalog.types()) == []
    assert not home.exists()


def test_an_error_in_the_middle_undoes_all_of_it(home: Path) -> None:
    with Catalog.open(home) as catalog:
        put(catalog, ONE)
        with pytest.raises(KeyboardInterrupt):
            interrupted(catalog)
        assert [one.model for _, _, one in catalog.types()] == ["PowerEdge R720"]
        put(catalog)
        assert list(catalog.types()) == []


def test_a_newer_schema_is_refused_and_left_alone(home: Path) -> None:
    imported(home, LIBRARY)
    path = home / CATALOG_NAME
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO migrations VALUES ('0099_later', '2099')")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StateError, match="newer hwlab") as caught:
        Catalog.open(home)
    assert "0099_later" in caught.value.message
    assert path.read_bytes() == before


def test_another_programs_file_is_refused(home: Path) -> None:
    home.mkdir()
    with sqlite3.connect(home / CATALOG_NAME) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StateError, match="not a catalog of hwlab's"):
        Catalog.open(home)


@pytest.mark.parametrize("damage", [b"not a database" * 100, b"x" * 5000], ids=["text", "noise"])
def test_a_damaged_file_is_told_with_what_to_do(home: Path, damage: bytes) -> None:
    home.mkdir()
    (home / CATALOG_NAME).write_bytes(damage)
    with pytest.raises(StateError, match="damaged") as caught:
        Catalog.open(home)
    assert "hwlab catalog import" in (caught.value.hint or "")


def test_two_writers_take_turns_and_readers_go_on(home: Path) -> None:
    with Catalog.open(home) as catalog:
        put(catalog, ONE)
        with catalog.replacing(SourceKind.FOLDER, "/there") as writer:
            writer.put(DeviceType("Dell", "other", "other", "b"), "{}")
            assert models(home) == ["PowerEdge R720"]
            with (
                Catalog.open(home, busy_seconds=0.1) as second,
                pytest.raises(LockedError, match="another process is writing"),
                second.replacing(SourceKind.FOLDER, "/there"),
            ):
                pass
            writer.done()
    assert models(home) == ["other"]


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StateError, match="the state folder can't be used"):
        Catalog.open(tmp_path / "file" / "below")
