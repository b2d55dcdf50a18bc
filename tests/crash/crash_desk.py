"""A state folder between runs of hwlab, and what must hold there after each."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from conftest import LabelPhoto, Ran

from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.checkup import Problem, check
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake
from hwlab_cli.photos.originals import Originals


class Runner(Protocol):
    """What runs hwlab on a state folder."""

    def run(self, home: Path, *arguments: str | Path, **how: Any) -> Ran:
        """Run a command line to its end."""


class Desk:
    """A state folder, the photos before it, and what was announced of them so far."""

    def __init__(
        self,
        runner: Runner,
        home: Path,
        photos: Sequence[LabelPhoto],
        again: Sequence[str | Path],
    ) -> None:
        """Lay photos out; `again` is the command line that takes in what is missing of them."""
        self.home = home
        self.announced: set[str] = set()
        self.identified: dict[str, dict[str, Any]] = {}
        self._runner = runner
        self._truth = {str(photo.path): photo.truth for photo in photos}
        self.again = again

    def run(self, *arguments: str | Path, **how: Any) -> Ran:
        """Run a command line, and remember what it announced."""
        ran = self._runner.run(self.home, *arguments, **how)
        self.heard(ran)
        return ran

    def heard(self, ran: Ran) -> None:
        """Remember what a run announced, by JSON lines or in words."""
        assert "Traceback" not in ran.err, ran.err
        for line in whole_lines(ran):
            if line["type"] in {"intake", "op"}:
                self.announced.add(line["hw_id"])
            if line.get("identification"):
                self.identified[line["hw_id"]] = line["identification"]
        said = [line for line in ran.err.split("\n")[:-1] if line.startswith("HW-")]
        self.announced.update(line.split(" ", 1)[0] for line in said)

    def intakes(self) -> list[Intake]:
        """Return what the log has; announced intakes must be among it, no photo in two."""
        with OpLog.open(self.home, create=False) as log:
            found = list(query.intakes(log))
        by_name = {one.hw_id: one for one in found}
        assert self.announced <= set(by_name)
        for hw_id, fields in self.identified.items():
            kept = by_name[hw_id].identification
            assert kept, hw_id
            assert kept.fields_to_json() == fields
        held = Counter(photo.sha256 for one in found for photo in one.photos)
        assert set(held.values()) <= {1}
        return found

    def problems(self) -> list[Problem]:
        """Return what `hwlab queue check` notes, of which nothing may be damage."""
        with OpLog.open(self.home, create=False) as log:
            found = check(log, Originals(self.home / "originals"))
        assert [problem for problem in found if not problem.harmless] == []
        return found

    def check(self) -> list[Intake]:
        """Check what must hold at any moment; return what the log has."""
        self.problems()
        return self.intakes()

    def finish(self, *, intake_first: bool = False) -> None:
        """Carry on as a person would: everything is there once, identified right, and clean."""
        before = self.check()
        if not intake_first:
            self.replayed()
        ran = self.run(*self.again)
        assert ran.code == 0, ran.err
        there = {photo.name for one in before for photo in one.photos}
        named = [str(path) for path in self.again if str(path) in self._truth]
        together = {"--one", "--into"} & {str(one) for one in self.again}
        groups = [named] if together else [[name] for name in named]
        known = sum(not there.isdisjoint(group) for group in groups)
        assert (ran.summary["taken"], ran.summary["known"]) == (len(groups) - known, known)
        if intake_first:
            self.replayed()
        self.finished()

    def replayed(self) -> None:
        """Replay: all that was captured is identified, whoever had its claim."""
        ran = self.run("queue", "replay", "--json")
        assert ran.code == 0, ran.err
        self.all_identified()

    def all_identified(self) -> list[Intake]:
        """Check that every intake is identified, right, and owes what follows from that."""
        found = self.intakes()
        for one in found:
            assert one.identification
            assert one.state is State.READY
            kinds = [OpKind.IDENTIFY, OpKind.CREATE_DEVICE]
            kinds += [OpKind.ATTACH_PHOTO] * len(one.photos)
            assert [op.kind for op in one.ops] == kinds
            states = [op.state for op in one.ops]
            assert states == [State.DONE, *[State.READY] * (len(kinds) - 1)]
            for photo in one.photos:
                self._check_fields(one.identification, photo.name)
        return found

    def finished(self) -> None:
        """Check that all photos are there, each in one intake, and nothing is left to note."""
        found = self.all_identified()
        names = sorted(photo.name for one in found for photo in one.photos)
        assert names == sorted(self._truth)
        if [problem for problem in self.problems() if "partial-" in problem.item]:
            assert self.run("queue", "prune").code == 0
        assert self.problems() == []
        assert list(self.home.glob("originals/*/partial-*")) == []
        assert list((self.home / "owners").iterdir()) == []

    def _check_fields(self, found: Identification, photo: str) -> None:
        for name in ("manufacturer", "model", "serial", "category"):
            assert found.fields_to_json()[name] == self._truth[photo].get(name)


def whole_lines(ran: Ran) -> list[dict[str, Any]]:
    """Return a run's JSON lines; only the last of a run that was killed may be torn."""
    if not ran.out.startswith("{"):
        return []
    *whole, rest = ran.out.split("\n")
    assert rest == "" or ran.code < 0
    return [json.loads(line) for line in whole]
