"""A log, its owner and its clock, for the tests of the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from oplog_setup import TurnableClock

from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.owners import Owner


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def log(tmp_path: Path, clock: TurnableClock) -> Iterator[OpLog]:
    with OpLog.open(tmp_path, clock=clock) as log:
        yield log


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    with Owner(tmp_path) as owner:
        yield owner
