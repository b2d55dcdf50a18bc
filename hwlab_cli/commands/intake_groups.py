"""`--group`: which photos show one device; shown to the person before anything is taken in."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli import home
from hwlab_cli.commands.intake_outcome import Outcome
from hwlab_cli.commands.intake_photos import grouped, named
from hwlab_cli.commands.names import STDIN
from hwlab_cli.errors import PhotoError, UsageError

if TYPE_CHECKING:
    from hwlab_cli.grouping.rule import Group
    from hwlab_cli.grouping.shot import Shot
    from hwlab_cli.grouping.sorting import Known


class Manner(StrEnum):
    """How photos are put together."""

    ONE = "one"
    EACH = "each"
    AUTO = "auto"


def manner(group: Manner | None, *, one: bool, each: bool, into: bool) -> Manner:
    """Return how photos are put together; raises UsageError for what contradicts itself."""
    said = {
        "--one": Manner.ONE if one else None,
        "--each": Manner.EACH if each else None,
        f"--group {group}": group,
        "--into": Manner.ONE if into else None,
    }
    asked = {option: kind for option, kind in said.items() if kind is not None}
    kinds = set(asked.values())
    # `--into` alone with `--each` has always meant the one intake that it names.
    if len(kinds) > 1 and not (into and kinds == {Manner.ONE, Manner.EACH} and not one):
        raise UsageError(
            f"{' and '.join(asked)} contradict each other", hint="leave one of them out"
        )
    return Manner.ONE if into else next(iter(kinds), Manner.EACH)


def in_devices(
    arguments: Sequence[Path],
    kind: Manner,
    outcome: Outcome,
    jobs: int,
    *,
    again: bool,
    null: bool = False,
) -> Iterable[list[Path]] | None:
    """Return the photos of each device that names stand for; None where a person says no.

    A list, but for photos of which each is its own and is named on standard input: those come
    one by one, as they are named.
    """
    entered: set[Path] | None = set() if kind is Manner.AUTO else None
    coming = named(arguments, outcome, entered, null=null)
    if kind is Manner.EACH and STDIN in arguments:
        return grouped(coming, together=False)
    paths = list(coming)
    if entered is None:
        return list(grouped(paths, together=kind is Manner.ONE))
    from hwlab_cli.oplog.append import known_photos, shows_several
    from hwlab_cli.oplog.connection import OpLog

    with contextlib.closing(OpLog.open(home.state_folder(), create=False)) as log:

        def known(sha256: str) -> str | None:
            return None if again else known_photos(log, [sha256]).get(sha256)

        first = looked_up(paths, known, partial(shows_several, log), outcome)
    found = sorted_out(first, entered, outcome, jobs)
    told(found, outcome)
    if outcome.asks and len(paths) > 1 and not _agreed():
        return None
    # What is to be taken in again is, once: no intake is known that a copy could be told of.
    return [*in_parts(found), *([path] for path in (() if again else first.copies))]


def told(groups: "Sequence[Group]", outcome: Outcome) -> None:
    """Show groups, before anything is done with them."""
    from hwlab_cli.show import groups as show
    from hwlab_cli.show import lines

    if outcome.json:
        for number, group in enumerate(groups, 1):
            lines.write(show.line(group, number))
    elif groups:
        show.groups(groups)


def in_parts(groups: "Sequence[Group]") -> Iterator[list[Path]]:
    """Yield what is new of each group, and each photo by itself that an intake has already."""
    for group in groups:
        fresh = [shot.path for shot in group.shots if not shot.hw_id]
        if fresh:
            yield fresh
        yield from ([shot.path] for shot in group.shots if shot.hw_id)


@dataclass(slots=True)
class FirstLook:
    """Photos that can be read, in order: new ones, those that intakes have, and copies."""

    paths: list[Path] = field(default_factory=list)
    fresh: list[Path] = field(default_factory=list)
    known: "dict[Path, Shot]" = field(default_factory=dict)
    copies: list[Path] = field(default_factory=list)


def looked_up(
    paths: Sequence[Path], known: "Known", shows_several: Callable[[str], bool], outcome: Outcome
) -> FirstLook:
    """Look up which of these photos are new; tells of those that can't be read."""
    from hwlab_cli.grouping.sorting import known_shot

    found = FirstLook()
    seen: set[str] = set()
    for path in paths:
        try:
            sha256, shot = known_shot(path, known, shows_several)
        except PhotoError as error:
            outcome.failed(error)
            continue
        if sha256 in seen:
            found.copies.append(path)
            continue
        seen.add(sha256)
        found.paths.append(path)
        if shot is None:
            found.fresh.append(path)
        else:
            found.known[path] = shot
    return found


def sorted_out(
    first: FirstLook,
    folders: set[Path],
    outcome: Outcome,
    jobs: int,
    before: "Mapping[Path, Shot] | None" = None,
) -> "list[Group]":
    """Return which photos show one device; tells of what can't be used.

    `folders` are those that may each stand for a device. Those of `before` take part.
    """
    from hwlab_cli.grouping.rule import grouped, undecided
    from hwlab_cli.grouping.sorting import glances, with_print
    from hwlab_cli.show.progress import Progress

    limit, gap = outcome.settings.photos.max_megapixels, outcome.settings.intake.gap_seconds
    shots = {**(before or {}), **first.known}
    order = [*(path for path in before or {} if path not in first.known), *first.paths]
    with Progress("looking at photos", len(first.fresh)) as progress:
        looked = glances(first.fresh, folders, limit, jobs)
        for path, found in zip(first.fresh, looked, strict=True):
            progress.step()
            if isinstance(found, PhotoError):
                outcome.failed(found)
            else:
                shots[path] = found
    given = [shots[path] for path in order if path in shots]
    decisive = [given[number] for number in sorted(undecided(given, gap))]
    with Progress("reading labels", len(decisive)) as progress:
        for shot, read in zip(decisive, with_print(decisive, limit, jobs), strict=True):
            progress.step()
            if isinstance(read, PhotoError):
                outcome.failed(read)
                del shots[shot.path]
            else:
                shots[shot.path] = read
    return grouped([shots[path] for path in order if path in shots], gap)


def _agreed() -> bool:
    """Ask the person at this terminal whether to go on."""
    from hwlab_cli.show import people
    from hwlab_cli.show.answers import Lines

    said = Lines().line("take them in so? (y/n)", "y")
    if said is not None and said.casefold() in {"y", "yes"}:
        return True
    people.say("nothing was taken in; --each and --one group them as you say")
    return False
