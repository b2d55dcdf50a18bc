"""Memory of a replay with 500 ops in the log, and with 50,000: flat, at most 1.1 times.

A real NetBox would take an hour for 50,000 devices: it gets a hundred of them, from both logs.
For the whole length a stand-in answers, patterned on that NetBox and checked against it: the
same replay asks both the same, and is answered alike in every field.
"""

import argparse
import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from pydantic import SecretStr

from bench import scratch, stand_in
from bench.delivery_netbox import Target, target
from bench.delivery_replay import replayed
from bench.delivery_work import devices, queue
from bench.verdict import Verdict, tell
from hwlab_cli.config import NetBox, Settings
from hwlab_cli.delivery.run import Delivery
from hwlab_cli.netbox.session import Session
from hwlab_cli.workspace import Workspace

SEED = 20_261_127
_FEW, _MANY = 500, 50_000
_OF_A_REAL_ONE = 100
_TO_COMPARE = 50
# So few that a request is quick enough on any machine for its successors to be as large.
_A_REQUEST = 5
_AIM = 1.1


def main(many: int = _MANY, seed: int = SEED) -> list[Verdict]:
    """Deliver from a short log and a long one, to a real NetBox and to the stand-in."""
    found = devices(many, seed)
    with scratch.folder() as folder, target() as netbox:
        few, whole = folder / "few", folder / "many"
        queue(few, found[:_FEW])
        queue(whole, found)
        compared = folder / "compared"
        queue(compared, found[:_TO_COMPARE])
        netbox.fresh()
        heard = _conversation(compared, folder / "copy", netbox.settings)
        with _standing_in(heard) as settings:
            _make_sure_they_are_alike(heard, _conversation(compared, folder / "again", settings))
        print(f"the stand-in answers as NetBox does: {len(heard)} requests, field by field")
        verdicts = []
        peaks = [_of_a_real_one(netbox, home) for home in (few, whole)]
        name = f"peak, {many:,} ops / {_FEW} ops, {_OF_A_REAL_ONE} delivered to NetBox"
        verdicts.append(_verdict(name, *peaks))
        peaks = []
        for home in (few, whole):
            with _standing_in(heard) as settings:
                peaks.append(replayed(home, settings).peak)
        name = f"peak, {many:,} ops / {_FEW} ops, all delivered to the stand-in"
        verdicts.append(_verdict(name, *peaks))
    return verdicts


def _verdict(name: str, few: float, many: float) -> Verdict:
    return Verdict(name, many / few, "at most", _AIM, f"{many:.0f} MiB against {few:.0f} MiB")


def _of_a_real_one(netbox: Target, home: Path) -> float:
    copy = home.with_name(f"{home.name}-real")
    shutil.copytree(home, copy)
    netbox.fresh()
    measured = replayed(copy, netbox.settings, "--limit", str(_OF_A_REAL_ONE))
    assert measured.delivered == _OF_A_REAL_ONE
    return measured.peak


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A request of hwlab's, and what it was answered."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    status: int
    answer: Any

    @property
    def kind(self) -> str:
        """The kind of object that it is about."""
        return self.path.removeprefix("/api/")

    def shape(self) -> Any:
        """Return all of it without the values, which differ from one NetBox to the next."""
        query = {name: len(values) for name, values in self.query.items()}
        return [self.method, self.path, query, _shape(self.body), self.status, _shape(self.answer)]


def _conversation(home: Path, copy: Path, netbox: NetBox) -> list[_Exchange]:
    """Deliver a copy of a log on one connection; return all that was asked and answered."""
    shutil.copytree(home, copy)
    heard: list[_Exchange] = []
    really = Session.request

    def request(self: Session, method: Any, url: Any, *rest: Any, **more: Any) -> requests.Response:
        answer = really(self, method, url, *rest, **more)
        asked = urlsplit(answer.request.url)
        query = parse_qs(str(asked.query))
        sent = answer.request.body
        body = json.loads(sent) if isinstance(sent, bytes | str) else None
        path = str(asked.path)
        heard.append(_Exchange(method, path, query, body, answer.status_code, answer.json()))
        return answer

    alike = netbox.model_copy(update={"connections": 1, "batch": _A_REQUEST})
    settings = Settings(netbox=alike)
    Session.request = request  # type: ignore[method-assign]
    try:
        with Workspace(copy, settings) as work:
            delivery = Delivery(work)
            assert all(one.intake.state == "done" for one in delivery.run())
            assert delivery.fault is None
    finally:
        Session.request = really  # type: ignore[method-assign]
    return heard


@contextlib.contextmanager
def _standing_in(heard: list[_Exchange]) -> Iterator[NetBox]:
    """Have a stand-in for the NetBox that was heard, in a process of its own."""
    patterns = {one.kind: one.answer[0] for one in reversed(heard) if one.method == "POST"}
    there: dict[str, Any] = {}
    for one in heard:
        if one.method == "GET" and one.kind in stand_in.KINDS:
            # As it was before anything was made.
            there.setdefault(one.kind, one.answer["results"])
    command = [sys.executable, "-m", "bench.stand_in"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(json.dumps({"patterns": patterns, "there": there}) + "\n")
            process.stdin.flush()
            port = int(process.stdout.readline())
            yield NetBox(url=f"http://127.0.0.1:{port}", token=SecretStr("none"))
        finally:
            process.kill()


def _make_sure_they_are_alike(real: list[_Exchange], stand_in_s: list[_Exchange]) -> None:
    for one, other in zip(real, stand_in_s, strict=True):
        if one.shape() != other.shape():
            raise RuntimeError(f"{one.method} {one.path}: the stand-in answers otherwise")


def _shape(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _shape(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_shape(one) for one in data]
    return "number" if isinstance(data, int | float) else type(data).__name__


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=_MANY)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    tell(main(options.many, options.seed))
