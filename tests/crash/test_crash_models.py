"""hwlab or the model's server killed in the middle of an answer: each intake is identified once."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGINT, SIGKILL
from typing import Any

import pytest
from conftest import LabelPhoto, Ran, label_photo
from crash_desk import Desk
from crash_nursery import Nursery, dice, quick_folder
from vision_server import Act, Exchange, ScriptedServer, piece, says

from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog

TESTS = Path(__file__).parents[1]
INTERRUPTED = 130
REPLAY = ["queue", "replay", "--json"]
PIECES = 12
"""How many pieces an answer comes in."""


@pytest.fixture(scope="module")
def photos(photo_folder: Path) -> list[LabelPhoto]:
    return [label_photo(photo_folder, "dell-notebook", seed)[0] for seed in (2, 8)]


@pytest.fixture(scope="module")
def nursery(
    photos: list[LabelPhoto], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Nursery]:
    with Nursery(tmp_path_factory.mktemp("nursery"), photos) as one:
        yield one


class Later:
    """Runs hwlab an hour later each time: what was put off after an outage is due again."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._hours = 0

    def run(self, home: Path, *arguments: str | Path, **how: Any) -> Ran:
        """Run a command line to its end."""
        self._hours += 1
        return self._nursery.run(home, *arguments, **{"clock": [3600.0 * self._hours], **how})


def asks(nursery: Nursery, url: str, slots: int = 2) -> None:
    """Let hwlab ask a model at this address, whatever the label says."""
    tier = {"name": "desk", "base_url": url, "model": "vlm-1", "good_enough": 1.0, "slots": slots}
    lines = [f"{name} = {json.dumps(value)}" for name, value in tier.items()]
    label = ["[[tiers]]", 'name = "label"', "good_enough = 1.0"]
    nursery.config.write_text("\n".join(["[[tiers]]", *lines, *label]), encoding="utf-8")


def truthful(exchange: Exchange) -> None:
    """Say of each photo what a model could see on any of them."""
    says(ANSWER)(exchange)


ANSWER = json.dumps({"manufacturer": "Dell", "ai_notes": "A notebook, closed."})


def until(moment: int, then: Callable[[Exchange], None]) -> Act:
    """Play a model whose answer is interrupted after so many of its pieces."""
    size = len(ANSWER) // PIECES + 1
    parts = [ANSWER[start : start + size] for start in range(0, len(ANSWER), size)]

    def act(exchange: Exchange) -> None:
        if moment:
            # In chunks, as real servers stream: where they end early, it is seen.
            exchange.head(kind="text/event-stream", Transfer_Encoding="chunked")
        for part in parts[: max(moment - 1, 0)]:
            data = piece(part).encode()
            exchange.send(b"%x\r\n%s\r\n" % (len(data), data))
        then(exchange)

    return act


def identified_once(desk: Desk) -> None:
    """Check that each intake was identified, once, with what the model says."""
    with OpLog.open(desk.home, create=False) as log:
        for one in query.intakes(log):
            outcomes = [event.outcome for event in query.events(log, one.row_id)]
            assert outcomes.count("identified") == 1
            assert one.identification
            assert one.identification.recognizer == "desk"
            last = one.identification.asked[-1]
            assert last["error"] == ""
            # What was cut is used where there is something in it, and said to be cut.
            notes = None if last["truncated"] else "A notebook, closed."
            assert one.identification.ai_notes == notes


@pytest.mark.parametrize("rounds", [16, pytest.param(600, marks=pytest.mark.soak)])
def test_hwlab_killed_in_the_middle_of_an_answer(
    nursery: Nursery, photos: list[LabelPhoto], scripted: ScriptedServer, rounds: int
) -> None:
    def kill(exchange: Exchange) -> None:
        for process in nursery.runs:
            # It may have been killed by the answer about the other photo.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, SIGKILL)
        exchange.hang()

    asks(nursery, scripted.url)
    again = ["intake", *(str(photo.path) for photo in photos), "--json"]
    commands = (again, [*again, "--jobs", "2"], again[:2], REPLAY)
    kills = 0
    with dice() as chance:
        while kills < rounds:
            with quick_folder() as folder:
                desk = Desk(Later(nursery), folder / "state", photos, again)
                for _ in range(5):
                    scripted.plays(until(chance.randrange(PIECES + 1), kill))
                    ran = desk.run(*chance.choice(commands))
                    assert ran.code in {-SIGKILL, 0}, ran.err
                    kills += ran.code == -SIGKILL
                    desk.check()
                scripted.plays(truthful)
                desk.finish(intake_first=chance.random() < 0.5)
                identified_once(desk)


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=pytest.mark.soak)])
def test_nobody_waits_for_an_answer_under_way(
    nursery: Nursery, photos: list[LabelPhoto], scripted: ScriptedServer, rounds: int
) -> None:
    """Ctrl-C ends hwlab at once, and whoever goes on finds all that was announced."""

    def interrupt(exchange: Exchange) -> None:
        for process in nursery.runs:
            os.kill(process, SIGINT)
        exchange.hang()

    asks(nursery, scripted.url, slots=1)
    again = ["intake", *(str(photo.path) for photo in photos), "--json"]
    for moment in range(0, 2 * rounds, 2):
        with quick_folder() as folder:
            desk = Desk(Later(nursery), folder / "state", photos, again)
            scripted.plays(until(moment % (PIECES + 1), interrupt))
            ran = desk.run(*again)
            assert ran.code == INTERRUPTED, ran.err
            assert "is safe" in ran.err
            scripted.plays(truthful)
            desk.finish(intake_first=moment % 4 == 0)
            identified_once(desk)


class Server:
    """A model's server in a process of its own, on one port for all its lives."""

    def __init__(self) -> None:
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self, moment: int | None) -> None:
        """Begin to serve; with `moment`, it kills itself after so many pieces of an answer."""
        command = [sys.executable, __file__, str(self.port), "-" if moment is None else str(moment)]
        paths = os.pathsep.join([str(TESTS), *map(str, sys.path)])
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())

    def end(self) -> int:
        """End it, if nobody has killed it yet; return how it ended."""
        if self._process is None:
            return 0
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            stream.close()
        code = self._process.wait(30)
        self._process = None
        return code


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.end()


@pytest.mark.parametrize("rounds", [10, pytest.param(450, marks=pytest.mark.soak)])
def test_the_server_killed_in_the_middle_of_an_answer(
    nursery: Nursery, photos: list[LabelPhoto], server: Server, rounds: int
) -> None:
    server.start(None)
    server.end()
    asks(nursery, f"http://127.0.0.1:{server.port}/v1")
    again = ["intake", *(str(photo.path) for photo in photos), "--json"]
    kills = 0
    with dice() as chance:
        while kills < rounds:
            with quick_folder() as folder:
                desk = Desk(Later(nursery), folder / "state", photos, again)
                for command in (again, REPLAY, REPLAY):
                    server.start(chance.randrange(PIECES + 1))
                    ran = desk.run(*command)
                    assert ran.code in {5, 3, 0}, ran.err
                    kills += server.end() == -SIGKILL
                    waiting = [one for one in desk.check() if not one.identification]
                    assert [one.ops[0].attempts for one in waiting] == [0] * len(waiting)
                    assert bool(waiting) is (ran.code != 0)
                server.start(None)
                desk.finish(intake_first=False)
                server.end()
                identified_once(desk)


def serve(port: int, moment: int | None) -> None:
    """Serve until stdin ends, or until the server kills itself."""

    def die(_exchange: Exchange) -> None:
        os.kill(os.getpid(), SIGKILL)

    one = ScriptedServer(port)
    one.plays(truthful if moment is None else until(moment, die))
    print(one.port, flush=True)  # noqa: T201
    sys.stdin.read()
    one.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]), None if sys.argv[2] == "-" else int(sys.argv[2]))
