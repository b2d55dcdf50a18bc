"""The process that the nursery starts: it forks off a run of hwlab for each order.

Loading the recognition and reading photos take seconds, which hundreds of runs can't spare:
so the modules are loaded once, and what is on a photo is looked up instead of read, which
leaves no trace anywhere either way. All else is as always.

Orders come on stdin, those to begin together in a line of JSON; how they ended goes back on
stdout.
"""

import atexit
import gc
import json
import os
import pickle
import signal
import sys
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

import crash_clock
from crash_steps import Steps
from PIL import Image

from hwlab_cli import config, entry, pipeline
from hwlab_cli.commands import add, intake, queue
from hwlab_cli.identify import label
from hwlab_cli.identify.vision import asking, patience
from hwlab_cli.model import Reading
from hwlab_cli.photos import readings
from hwlab_cli.photos.load import Photo
from hwlab_cli.show import card

_LOADED = (add, asking, card, config, intake, pipeline, queue)
_STUCK_AFTER = 120


@dataclass(frozen=True, slots=True)
class Order:
    """One run of hwlab."""

    arguments: list[str]
    environment: dict[str, str]
    out: str
    err: str
    signals: dict[str, int] = field(default_factory=dict)
    """Which signal it gets before which step, by its number or its label."""
    lines: bool = False
    """Whether lines of code count as steps."""
    once_more: int = 0
    """After how many further steps it gets its first signal again, where not 0."""
    labels: str = ""
    """The file that its steps are written to when it ends."""
    clock: list[float] = field(default_factory=lambda: [0.0])
    """By how many seconds its clock is off, at one look after the other."""
    stuck: int = 0
    """The signal that it gets when it reads a photo, which then never ends."""
    at_exit: int = 0
    """The signal that it gets when all is done and Python ends."""
    unread: list[int] = field(default_factory=list)
    """Which of its outputs, 1 and 2, are pipes whose reader is gone."""
    in_background: bool = False
    """Whether Ctrl-C is not for it."""


def serve(remembered: str) -> None:
    """Carry out orders until stdin ends; in a forked process, the one order."""
    known = pickle.loads(Path(remembered).read_bytes())
    _remember(known)
    _load(known)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        started, go = os.pipe()
        processes = []
        for order in json.loads(line):
            process = os.fork()
            if not process:
                answers.close()
                os.close(go)
                os.read(started, 1)  # ends when nobody has the other end any more
                os.close(started)
                _run(Order(**order))
                return
            processes.append(process)
        os.close(go)
        os.close(started)
        codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
        answers.write(json.dumps(codes) + "\n")


def _remember(known: dict[str, list[Reading]]) -> None:
    def read(photo: Photo) -> list[Reading]:
        return [replace(reading, photo=photo.name) for reading in known[photo.sha256]]

    readings.read = read


def _load(known: dict[str, list[Reading]]) -> None:
    """Load what would be loaded at its first use."""
    Image.init()
    patience.FIRST_PAUSE = 0.01
    for one in known.values():
        label.identify(one)
    gc.freeze()  # what is loaded is not looked through again in every run


def _run(order: Order) -> None:
    signal.alarm(_STUCK_AFTER)  # a run that does not end is killed, and fails its test
    ctrl_c = signal.SIG_IGN if order.in_background else signal.default_int_handler
    signal.signal(signal.SIGINT, ctrl_c)
    _redirect(order)
    os.environ.update(order.environment)
    sys.argv = ["hwlab", *order.arguments]
    if order.at_exit:
        atexit.register(os.kill, os.getpid(), order.at_exit)
    if order.stuck:
        _get_stuck(order.stuck)
    crash_clock.turn(order.clock)
    steps = Steps(Path(order.environment["HWLAB_HOME"]), order.signals, order.once_more)
    steps.watch(lines=order.lines)
    try:
        entry.main()
    finally:
        sys.settrace(None)
        if order.labels:
            steps.written_to(Path(order.labels))


def _redirect(order: Order) -> None:
    for descriptor, name in ((0, os.devnull), (1, order.out), (2, order.err)):
        os.dup2(os.open(name, os.O_RDWR), descriptor)
    for descriptor in order.unread:
        reader, writer = os.pipe()
        os.close(reader)
        os.dup2(writer, descriptor)


def _get_stuck(which: int) -> None:
    def read(photo: Photo) -> list[Reading]:
        os.kill(os.getpid(), which)
        threading.Event().wait()
        raise AssertionError(photo)

    readings.read = read
