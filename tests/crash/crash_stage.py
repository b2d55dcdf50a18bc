"""Commands to stop halfway, each with what was done before: set as often as wanted."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from conftest import LabelPhoto, Ran, label_photo
from crash_desk import Desk
from crash_nursery import Nursery


@dataclass(frozen=True, slots=True)
class Scene:
    """A command to stop, what was done before, and what takes in the rest of the photos.

    A and B stand for two looks at one device, C for a photo of another, HW_ID for the first
    intake there is.
    """

    command: str
    before: Sequence[str] = ()
    again: str | None = None
    thorough: bool = False
    """Whether it is killed wherever files and the log are written, also where others are not."""


SCENES = {
    "the first photo": Scene("intake A --json", thorough=True),
    "in words": Scene("intake A", again="intake A --json"),
    "two devices at once": Scene("intake A C --jobs 2 --json"),
    "capture only": Scene("intake A C --capture-only", again="intake A C --json"),
    "two photos of one device": Scene("intake --one A B --json"),
    "a photo added": Scene("intake --into HW_ID B --json", ["intake A"]),
    "replay": Scene("queue replay --json", ["intake --capture-only A C"], "intake A C --json"),
}


def take_photos(folder: Path) -> dict[str, LabelPhoto]:
    """Take the photos that the scenes are about."""
    looks = label_photo(folder, "dell-notebook", 8, looks=2)
    return {"A": looks[0], "B": looks[1], "C": label_photo(folder, "intel-nic", 23)[0]}


class Stage:
    """Sets a scene in a new state folder, as often as wanted."""

    def __init__(
        self, nursery: Nursery, photos: Mapping[str, LabelPhoto], folder: Path, scene: Scene
    ) -> None:
        self._nursery = nursery
        self._photos = photos
        self._folder = folder
        self.scene = scene
        self._prepared = folder / "prepared"
        self._stands_for = {letter: str(photo.path) for letter, photo in photos.items()}
        for command in scene.before:
            assert nursery.run(self._prepared, *self._words(command)).code == 0
        if scene.before:
            self._stands_for["HW_ID"] = self._desk(self._prepared).intakes()[0].hw_id
        self.command = self._words(scene.command)

    def steps(self, *, lines: bool = False) -> list[str]:
        """Return the steps of the command when nothing happens to it."""
        desk = self._set("counting")
        found = self._nursery.steps(desk.home, *self.command, lines=lines)
        desk.finish()
        return found

    @contextlib.contextmanager
    def stopped(self, step: int | str, which: int, **how: Any) -> Iterator[tuple[Desk, Ran]]:
        """Run the command with a signal before a step; give the desk as it was left then."""
        try:
            desk = self._set("stopped")
            yield desk, desk.run(*self.command, signals={step: which}, **how)
        except BaseException as error:
            error.add_note(f"hwlab {self.scene.command}, stopped before step {step}")
            raise
        shutil.rmtree(desk.home, ignore_errors=True)

    def _set(self, name: str) -> Desk:
        home = self._folder / name
        if self._prepared.exists():
            shutil.copytree(self._prepared, home)
        return self._desk(home)

    def _desk(self, home: Path) -> Desk:
        scene = self.scene
        named = " ".join([scene.command, *scene.before]).split()
        photos = [photo for letter, photo in self._photos.items() if letter in named]
        return Desk(self._nursery, home, photos, self._words(scene.again or scene.command))

    def _words(self, command: str) -> list[str]:
        return [self._stands_for.get(word, word) for word in command.split()]


def lasting(steps: Sequence[str]) -> list[int]:
    """Return the numbers of the steps at which something lasting is done.

    A statement that fires triggers is told once for each of them: the first counts.
    """
    return [
        number
        for number, (before, label) in enumerate(pairwise(["", *steps]))
        if not label.startswith("line ") and label != before
    ]


def lines_of_code(steps: Sequence[str]) -> list[str]:
    """Return the steps at which a line of code is come to, each once, in order."""
    return [label for label in dict.fromkeys(steps) if label.startswith("line ")]


T = TypeVar("T")


def spread(found: Sequence[T], most: int | None) -> Sequence[T]:
    """Return at most so many, evenly spread, the first and the last among them."""
    if most is None or len(found) <= most:
        return found
    return [found[round(n * (len(found) - 1) / (most - 1))] for n in range(most)]
