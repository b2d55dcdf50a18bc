"""Fixtures for tests of what a person decides."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hwlab_cli.oplog.connection import OpLog
    from hwlab_cli.reviewing.undoing import Decided


@pytest.fixture
def decided(log: "OpLog") -> "Decided":
    """Return what was decided in this log so far: nothing."""
    from hwlab_cli.reviewing.undoing import Decided

    return Decided(log)


@pytest.fixture
def sound_log(log: "OpLog") -> "Iterator[None]":
    """Check that nothing in the log contradicts the rest of it when a test is over."""
    from hwlab_cli.oplog.checkup import check
    from hwlab_cli.photos.originals import Originals

    yield
    found = check(log, Originals(log.home / "originals"))
    assert [one for one in found if not one.harmless and "original" not in one.what] == []
