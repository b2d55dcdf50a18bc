"""Fixtures for the tests that stop hwlab at chosen steps."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    # Those are slow to load, and most runs have no use for them.
    from pathlib import Path

    from conftest import LabelPhoto
    from crash_desk import Desk
    from crash_nursery import Nursery
    from crash_stage import Stage


@pytest.fixture(scope="session")
def crash_photos(photo_folder: "Path") -> "dict[str, LabelPhoto]":
    """Photos by the letters that scenes give them."""
    from crash_stage import take_photos

    return take_photos(photo_folder)


@pytest.fixture(scope="session")
def nursery(
    crash_photos: "dict[str, LabelPhoto]", tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Nursery]":
    """What runs hwlab on these photos, as loaded as it will ever be."""
    from crash_nursery import Nursery

    with Nursery(tmp_path_factory.mktemp("nursery"), list(crash_photos.values())) as one:
        yield one


@pytest.fixture
def desk(nursery: "Nursery", crash_photos: "dict[str, LabelPhoto]") -> "Iterator[Desk]":
    """A state folder that is not there yet, and photos of two devices."""
    from crash_desk import Desk
    from crash_nursery import quick_folder

    two = [crash_photos["A"], crash_photos["C"]]
    with quick_folder() as folder:
        paths = [str(photo.path) for photo in two]
        yield Desk(nursery, folder / "state", two, ["intake", *paths, "--json"])


@pytest.fixture
def stage(
    nursery: "Nursery", crash_photos: "dict[str, LabelPhoto]", request: pytest.FixtureRequest
) -> "Iterator[Stage]":
    """Set the scene that a test names by a parameter."""
    from crash_nursery import quick_folder
    from crash_stage import SCENES, Stage

    with quick_folder() as folder:
        yield Stage(nursery, crash_photos, folder, SCENES[request.param])
