"""All subjects, one after the other: a fault of one, or one that hangs, keeps none from the next.

Each is looked at in a thread of its own, which is left behind when nothing comes of it in time:
a file on a server that is gone can't be given up in any other way.
"""

import importlib
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

from hwlab_cli.diagnosis.finding import Finding, fault, note, of_error
from hwlab_cli.diagnosis.ground import Ground
from hwlab_cli.errors import HwlabError

PATIENCE = 60.0
"""How long a subject may take for its next finding, in seconds."""
_CONFIGURATION = "`hwlab doctor` again, when the configuration is mended"
_REPORT = "install hwlab again; if that does not help, please report it, with this line"


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: a module of this package with a `look` in it."""

    name: str
    needs_settings: bool = False
    has_deadlines: bool = False


SUBJECTS = (
    Subject("config"),
    Subject("state"),
    Subject("queue"),
    Subject("label"),
    Subject("prompts", needs_settings=True),
    Subject("models", needs_settings=True, has_deadlines=True),
    Subject("netbox", needs_settings=True),
    Subject("catalog"),
    Subject("versions"),
)
"""What there is to look at, in this order."""


def examine(ground: Ground, subjects: Sequence[Subject] = SUBJECTS) -> Iterator[Finding]:
    """Yield what is found of these subjects, as it is found; raises nothing."""
    for subject in subjects:
        if subject.needs_settings and ground.settings is None:
            found = "not looked at, since the configuration can't be used"
            yield note(f"{subject.name}.skipped", "", found, _CONFIGURATION)
            continue
        yield from _in_time(subject, ground)


def _in_time(subject: Subject, ground: Ground) -> Iterator[Finding]:
    heard: Queue[Finding | None] = Queue()
    looking = threading.Thread(
        target=_look, args=(subject, ground, heard.put), name=subject.name, daemon=True
    )
    looking.start()
    while True:
        try:
            # A model's tier has deadlines of its own, which may be long.
            found = heard.get(timeout=None if subject.has_deadlines else PATIENCE)
        except Empty:
            yield fault(
                f"{subject.name}.overdue",
                "",
                f"nothing was found within {PATIENCE:g} s, and it was given up",
                "look whether the disk or the network that it is on answers at all",
            )
            return
        if found is None:
            return
        yield found


def _look(subject: Subject, ground: Ground, tell: Callable[[Finding | None], None]) -> None:
    try:
        # Only now, so that a library that is broken is a finding like any other.
        module = importlib.import_module(f"hwlab_cli.diagnosis.{subject.name}")
        for found in module.look(ground):
            tell(found)
    except HwlabError as error:
        tell(of_error(f"{subject.name}.failed", error))
    except OSError as error:
        tell(_of_the_system(subject, error))
    except Exception as error:  # noqa: BLE001
        # Whatever is wrong with one subject, also what nobody foresaw, is what a doctor is there
        # to tell; the others are looked at all the same.
        tell(_unexpected(subject, error))
    finally:
        tell(None)


def _of_the_system(subject: Subject, error: OSError) -> Finding:
    if error.strerror is None or error.filename is None:  # of a library, when it is loaded
        return _unexpected(subject, error)
    hint = "check its rights and its disk"
    return fault(f"{subject.name}.failed", str(error.filename), error.strerror.lower(), hint)


def _unexpected(subject: Subject, error: Exception) -> Finding:
    place = traceback.extract_tb(error.__traceback__)[-1]
    at = f"{Path(place.filename).name}:{place.lineno}"
    message = f"unexpected {type(error).__name__}: {error} (at {at})"
    return fault(f"{subject.name}.failed", "", message, _REPORT)
