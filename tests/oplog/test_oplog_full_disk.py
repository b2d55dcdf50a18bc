"""A full disk: what did not fit was never there, and the log goes on when there is room."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from oplog_setup import DELL, ROOT, captured, photo, plan

from hwlab_cli.errors import ExitCode, StateError
from hwlab_cli.oplog import append, query, settle
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.photos.originals import Originals


def test_a_database_that_cannot_grow(tmp_path: Path) -> None:
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        first = captured(log, owner, "a")
        ((pages,),) = log.rows("PRAGMA page_count")
        log.connection.execute(f"PRAGMA max_page_count = {pages + 3}")
        taken = [first.hw_id]
        with pytest.raises(StateError, match="disk is full") as caught:
            taken.extend(captured(log, owner, f"photo {number}").hw_id for number in range(1000))
        assert caught.value.exit_code == ExitCode.UNEXPECTED
        assert "free some space" in str(caught.value.hint)
        big = plan(photos=300)
        with pytest.raises(StateError, match="disk is full"):
            settle.identified(log, owner, first, DELL, big, None)
        assert not log.connection.in_transaction
        assert [intake.hw_id for intake in query.intakes(log)] == taken
        assert query.intake(log, first.hw_id).identification is None
        whole = check(log, Originals(tmp_path / "originals"))
        assert {"is missing" in problem.what for problem in whole} == {True}
        log.connection.execute("PRAGMA max_page_count = 1000000")
        settle.identified(log, owner, first, DELL, big, None)
        assert append.capture(log, [photo("last")], owner).claim is not None


FILLED = """
import subprocess, sys
from pathlib import Path
home = Path(sys.argv[1])
mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(home)]
if subprocess.run(mount, capture_output=True).returncode:
    print("no mount"); sys.exit()
from oplog_setup import *
from hwlab_cli.errors import StateError
from hwlab_cli.oplog import query
from hwlab_cli.oplog.checkup import check
originals = Originals(home / "originals")

ballast = home / "ballast"

def fill(but_for):
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 512):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - but_for))

taken, refused = [], set()
with OpLog.open(home) as log, Owner(home) as owner:
    for number in range(12):
        kept = [stored(originals, f"{number} {place}") for place in range(20)]
        fill(but_for=number * 10_000)
        try:
            for one in kept:
                taken.append(append.capture(log, [one], owner).hw_id)
        except StateError as error:
            refused.add(error.message)
        assert [intake.hw_id for intake in query.intakes(log)] == taken
        ballast.unlink()
        problems = [one for one in check(log, originals) if not one.harmless]
        assert problems == [], problems
with OpLog.open(home) as log:
    assert [intake.hw_id for intake in query.intakes(log)] == taken
print(len(taken), *sorted(refused), sep="|")
"""


def test_a_file_system_that_is_full(tmp_path: Path) -> None:
    said = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", FILLED, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in said.stderr or "no mount" in said.stdout:
        pytest.skip("no right to mount here; the database that cannot grow stands for it")
    assert said.returncode == 0, said.stderr
    count, *refused = said.stdout.strip().split("|")
    assert int(count) > 10
    assert refused == ["the disk is full: nothing of this was written to the log"]
