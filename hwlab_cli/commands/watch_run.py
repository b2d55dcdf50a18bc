"""Watching at work: what came is taken in as by `intake`, and delivered as by `queue replay`."""

import contextlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli.arrivals.folder import Signature, photo_files
from hwlab_cli.arrivals.waiting import LONGEST, Arrivals
from hwlab_cli.commands.intake_capture import Where, captured
from hwlab_cli.commands.intake_carry import Carrying
from hwlab_cli.commands.intake_groups import Manner, looked_up, sorted_out, told
from hwlab_cli.commands.intake_outcome import Outcome
from hwlab_cli.commands.intake_photos import grouped
from hwlab_cli.commands.names import SUFFIXES, unreadable
from hwlab_cli.commands.pace import Pace
from hwlab_cli.commands.queue_replay import Replay
from hwlab_cli.commands.watching import Outage
from hwlab_cli.errors import ExitCode, HwlabError, PhotoError, overall
from hwlab_cli.model import State
from hwlab_cli.names import shown
from hwlab_cli.oplog.append import known_photos, shows_several

if TYPE_CHECKING:
    from hwlab_cli.asking import Models
    from hwlab_cli.grouping.shot import Shot
    from hwlab_cli.workspace import Workspace

_TOGETHER = 32  # devices that are captured before they are identified and delivered
_COUNTED = ("taken", "held", "delivered", "failed")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants folders to be watched."""

    manner: Manner
    capture_only: bool
    jobs: int
    json: bool
    verbose: bool


class _Until(Pace):
    """Nothing new is begun once a stop is asked for."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        super().__init__()
        self._stop = stop

    def over(self) -> bool:
        """Tell whether a stop was asked for."""
        return self._stop()


class Watching:
    """Takes in what comes into folders. All that it must not forget is in the log."""

    def __init__(
        self, work: "Workspace", models: "Models", folders: Sequence[Path], wishes: Wishes
    ) -> None:
        settings = work.settings.watch
        self._work = work
        self._models = models
        self._folders = list(dict.fromkeys(folders))
        self._wishes = wishes
        self._arrivals = Arrivals(settings.still_seconds, settings.quiet_seconds)
        self._replay = Replay(
            work, None, None, wishes.jobs, models, Pace(), wishes.json, wishes.verbose
        )
        self._outage = Outage()
        self._ask_at = 0.0
        self._here: dict[Path, Shot] = {}
        self._unreadable: dict[Path, str] = {}
        self._codes: set[ExitCode] = set()
        self._counts: Counter[str] = Counter()
        self._fault: HwlabError | None = None

    def turn(self, stop: Callable[[], bool], *, look: bool) -> None:
        """Take in what is there by now, and deliver what can be.

        Raises what no pause can mend: a wrong token, a missing setup.
        """
        self._take_in(stop, look=look)
        if not (self._wishes.capture_only or stop()) and time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + self._outage.heard(self._replay.once(stop))

    def until_all_is_done(self, stopped: threading.Event) -> None:
        """Take in what is there, wait for what is not whole yet, and deliver once."""
        settings = self._work.settings.watch
        until = time.monotonic() + LONGEST * max(settings.quiet_seconds, settings.still_seconds)
        self._take_in(stopped.is_set, look=True)
        while self._arrivals.waiting and time.monotonic() < until:
            if stopped.wait(min(1.0, settings.still_seconds)):
                return
            self._take_in(stopped.is_set, look=True)
        for path in self._arrivals.waiting:
            changing = "not taken in: it does not cease to change"
            hint = "wait until it is written whole, then try again"
            self._end_of(self._outcome_with(PhotoError(changing, item=shown(path), hint=hint)))
        if not (self._wishes.capture_only or stopped.is_set()):
            self._fault = self._replay.once(stopped.is_set)

    def ended(self, *, told_to_stop: bool) -> ExitCode:
        """Write the summary; return the exit code of the whole: 0 for who was told to stop."""
        from hwlab_cli.commands.guard import told as failed
        from hwlab_cli.oplog import query

        codes = {*self._codes, *self._replay.codes}
        if self._fault is not None and self._fault.exit_code not in codes:
            failed(self._fault, json=self._wishes.json, verbose=self._wishes.verbose)
            codes.add(self._fault.exit_code)
        tally = query.tally(self._work.log)
        waiting = tally[State.READY] + tally[State.SENT]
        return self._summed_up(ExitCode.DONE if told_to_stop else overall(codes), waiting)

    def cut_short(self, code: ExitCode) -> ExitCode:
        """Write what was counted until an error came that was told of; the log may be its cause."""
        return self._summed_up(overall({*self._codes, *self._replay.codes, code}), 0)

    def _summed_up(self, code: ExitCode, waiting: int) -> ExitCode:
        from hwlab_cli.show import lines, people

        counts = {name: self._counts[name] + self._replay.counts[name] for name in _COUNTED}
        counts["delivered"] += self._replay.counts["adopted"]
        counts["waiting"] = waiting
        if self._wishes.json:
            lines.write(lines.summary(counts, code))
        elif code is not ExitCode.INTERRUPTED:
            told_of = [f"{number} {name}" for name, number in counts.items() if number]
            people.say(", ".join(told_of) or "nothing came")
        return code

    def _take_in(self, stop: Callable[[], bool], *, look: bool) -> None:
        if look or self._arrivals.waiting:
            self._arrivals.look(self._found(), time.monotonic())
        due = self._arrivals.due(time.monotonic())
        if not due:
            return
        outcome = self._new_outcome(_Until(stop))
        refused: set[Path] = set()
        coming = iter(self._groups(due, outcome))
        where = Where(is_one=self._wishes.manner is Manner.ONE)
        while not stop() and (some := list(itertools.islice(coming, _TOGETHER))):
            noted = _noting_refused(some, outcome, refused)
            safe = captured(self._work, noted, where, outcome, telling=self._wishes.capture_only)
            if not self._wishes.capture_only:
                carrying = Carrying(self._work, self._models, outcome, away=self._outage.lasts)
                carrying.carried(safe, self._wishes.jobs)
        again = [path for path in due if path in refused or shown(path) in outcome.unread]
        self._arrivals.put_off(again, time.monotonic())
        self._arrivals.care_for(due)
        self._end_of(outcome)

    def _groups(self, due: Sequence[Path], outcome: Outcome) -> Iterator[list[Path]]:
        """Yield the photos of each device among those that no intake has yet."""
        from hwlab_cli.grouping.sorting import known_shot

        # Sync programs move files, too: what is gone again is no failure.
        there = [path for path in due if path.exists()]
        several = partial(shows_several, self._work.log)
        first = looked_up(there, self._intake_of, several, outcome)
        self._here |= first.known
        if self._wishes.manner is not Manner.AUTO:
            yield from grouped(first.fresh, together=self._wishes.manner is Manner.ONE)
            return
        groups = sorted_out(first, set(), outcome, self._wishes.jobs, self._here)
        told([group for group in groups if not all(shot.hw_id for shot in group.shots)], outcome)
        for group in groups:
            fresh = [shot.path for shot in group.shots if not shot.hw_id]
            if fresh:
                yield fresh
        # What is taken in by now stands between what comes later.
        for path in first.fresh:
            with contextlib.suppress(PhotoError):  # told of already, or moved away meanwhile
                _, shot = known_shot(path, self._intake_of, several)
                self._here |= {path: shot} if shot else {}

    def _found(self) -> dict[Path, Signature]:
        found: dict[Path, Signature] = {}
        for folder in self._folders:
            try:
                found |= photo_files(folder, SUFFIXES)
            except OSError as error:
                if self._unreadable.get(folder) != str(error):
                    self._end_of(self._outcome_with(unreadable(folder, error)))
                self._unreadable[folder] = str(error)
            else:
                self._unreadable.pop(folder, None)
        self._here = {path: shot for path, shot in self._here.items() if path in found}
        return found

    def _intake_of(self, sha256: str) -> str | None:
        # What a person discarded stays in the folder; that is no wish to have it back.
        return known_photos(self._work.log, [sha256], discarded=True).get(sha256)

    def _new_outcome(self, pace: Pace | None = None) -> Outcome:
        wishes = self._wishes
        return Outcome(
            self._work.settings, json=wishes.json, verbose=wishes.verbose, asks=False, pace=pace
        )

    def _outcome_with(self, error: PhotoError) -> Outcome:
        outcome = self._new_outcome()
        outcome.failed(error)
        return outcome

    def _end_of(self, outcome: Outcome) -> None:
        self._codes.update(outcome.codes)
        self._counts.update(outcome.counts)


def _noting_refused(
    groups: Sequence[list[Path]], outcome: Outcome, refused: set[Path]
) -> Iterator[list[Path]]:
    """Yield groups; add to `refused` those of which somebody else took a photo in meanwhile.

    The others of such a group are none's yet: by themselves they can be taken in.
    """
    for group in groups:
        known = outcome.counts["known"]
        yield group
        if outcome.counts["known"] > known:
            refused.update(group)
