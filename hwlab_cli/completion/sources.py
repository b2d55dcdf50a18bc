"""What a value can be, by what the help calls it: a `HW_ID` is one of the queue, and so on."""

import contextlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from hwlab_cli import home
from hwlab_cli.completion.place import Place
from hwlab_cli.model import IdentifiedField, State

Word = tuple[str, str]
"""What can be typed, and what a person is told of it."""

_MOST = 200
_BUSY_SECONDS = 0.2
_EMBEDDED = "label"  # as in tier.py, which loads pydantic
_HELD = (State.HELD,)
_STATES: dict[str, tuple[State, ...]] = {
    "review": _HELD,
    "queue retry": (State.HELD, State.FAILED),
    "queue discard": (State.READY, State.HELD, State.FAILED),
}
"""The states of the intakes that a command is for; for all others any."""


class Kind(StrEnum):
    """What a shell does with an answer: takes its words, or looks for files by itself."""

    WORDS = "words"
    FIELDS = "fields"
    PHOTOS = "photos"
    FILES = "files"
    FOLDERS = "folders"


def kind_of(parameter: Any) -> Kind:
    """Return how a shell completes a parameter."""
    match _called(parameter):
        case "PHOTO":
            return Kind.PHOTOS
        case "FILE" | "FILE | -":
            return Kind.FILES
        case "DIR":
            return Kind.FOLDERS
        case "FIELD=VALUE":
            return Kind.FIELDS
    return Kind.WORDS


def words(place: Place) -> Iterator[Word]:
    """Yield the words that a parameter can be, whatever was typed of it."""
    parameter = place.parameter
    choices = getattr(getattr(parameter, "type", None), "choices", None)
    if choices:
        yield from ((str(one), "") for one in choices)
        return
    called = _called(parameter)
    if source := _SOURCES.get(called):
        yield from source(place)
    elif "|" in called and kind_of(parameter) is Kind.WORDS:
        yield from ((one, "") for one in called.split("|"))


def _called(parameter: Any) -> str:
    """Return what the help calls a value; what it calls NAME or A B has an option's name."""
    called = str(getattr(parameter, "metavar", None) or "").strip("[]").removesuffix("...")
    return f"{parameter.opts[0]} {called}" if called in {"NAME", "A B"} else called


def _intakes(place: Place) -> Iterator[Word]:
    from hwlab_cli.oplog.connection import OpLog
    from hwlab_cli.oplog.lookup import beginning_with

    # To read alone: what only asks makes no state folder, and waits for nobody.
    with OpLog.look(home.state_folder(), busy_seconds=_BUSY_SECONDS) as log:
        states = _STATES.get(place.line, ())
        for one in beginning_with(log, place.typed, states, most=_MOST):
            yield one.hw_id, ": ".join(filter(None, (one.state, one.title)))


def _tiers(_place: Place) -> Iterator[Word]:
    import tomllib

    with contextlib.suppress(OSError, ValueError):
        data = tomllib.loads(home.config_file().read_text(encoding="utf-8"))
        for one in data.get("tiers", []):
            yield str(one["name"]), str(one.get("model", ""))
    yield _EMBEDDED, "the recognizer inside hwlab"


def _sizes(_place: Place) -> Iterator[Word]:
    from hwlab_cli.labels.sizes import SIZES

    yield from ((one.name, one.what) for one in SIZES.values())


def _sheets(_place: Place) -> Iterator[Word]:
    from hwlab_cli.labels.sizes import SHEETS

    yield from ((one.label.name, one.label.what) for one in SHEETS.values())


def _subjects(_place: Place) -> Iterator[Word]:
    from hwlab_cli.diagnosis.examination import SUBJECTS

    yield from ((one.name, "") for one in SUBJECTS)


def _settings(_place: Place) -> Iterator[Word]:
    from importlib.resources import files

    # The settings themselves are pydantic's, which is slow to load.
    text = (files("hwlab_cli.completion") / "settings.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, _, meaning = line.partition("\t")
        yield name, meaning


def _fields(_place: Place) -> Iterator[Word]:
    yield from ((f"{one}=", "") for one in IdentifiedField)


_SOURCES: dict[str, Callable[[Place], Iterator[Word]]] = {
    "HW_ID": _intakes,
    "SUBJECT": _subjects,
    "SETTING": _settings,
    "FIELD=VALUE": _fields,
    "--tier NAME": _tiers,
    "--compare A B": _tiers,
    "--size NAME": _sizes,
    "--sheet NAME": _sheets,
}
