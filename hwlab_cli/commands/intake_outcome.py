"""What a run of intakes has told, and how each of them ended."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hwlab_cli.commands.guard import ended_by
from hwlab_cli.commands.mishaps import Mishaps
from hwlab_cli.commands.pace import Pace
from hwlab_cli.errors import ExitCode, HwlabError, PhotoError, overall
from hwlab_cli.model import State

if TYPE_CHECKING:
    from hwlab_cli.config import Settings
    from hwlab_cli.oplog.query import Intake
    from hwlab_cli.show.lines import Stage

CODES = {
    State.HELD: ExitCode.HELD,
    State.FAILED: ExitCode.SOME_FAILED,
}
"""The exit code of an intake's state; of any other state it is 0."""

PLACES = {State.HELD: "held", State.FAILED: "failed", State.DONE: "delivered"}
"""Where a summary counts an intake's state; any other state counts as queued."""

COUNTED = ("taken", "known", "held", "delivered", "queued", "failed", "left")
"""What a summary counts; `left` are photos that were named and not taken in."""


class Outcome:
    """Tells of intakes and of what goes wrong, and counts both for the summary."""

    def __init__(
        self,
        settings: "Settings",
        *,
        json: bool,
        verbose: bool,
        asks: bool,
        pace: Pace | None = None,
    ) -> None:
        self.settings = settings
        self.pace = pace or Pace()
        self.json = json
        self.verbose = verbose
        self.asks = asks
        self.to_ask: list[str] = []
        self.mishaps = Mishaps(json=json, verbose=verbose)
        self.codes: set[ExitCode] = set()
        self.counts: Counter[str] = Counter()
        self.waiting: set[str] = set()
        self.unread: set[str] = set()
        self.behind = 0

    def taken(self, hw_id: str, photos: Sequence[str]) -> None:
        """Count an intake that is safe from now on, and is yet to be told of."""
        self.counts["taken"] += 1
        self.waiting.add(hw_id)
        self.stage("captured", hw_id, photos=photos)

    def tell(self, one: "Intake", *, known: bool = False, counts: bool = True) -> None:
        """Tell where an intake stands, or leave it for the person who is asked in the end."""
        from hwlab_cli.show import lines

        if self.asks and one.state is State.HELD and not known:
            self.to_ask.append(one.hw_id)
            return
        if self.json:
            lines.write(lines.intake(one, known=known))
        else:
            from hwlab_cli.show.card import intake_card

            intake_card(one, known=known, netbox=bool(self.settings.netbox.url))
        self.count(one, known=known, counts=counts)

    def split(self, one: "Intake") -> None:
        """Tell of a further device on a photo, which is an intake of its own by now."""
        from hwlab_cli.show import people

        self.counts["taken"] += 1
        if not self.json:
            people.say(f"{one.hw_id} is safe: on the photo of {one.split_of}")

    def count(self, one: "Intake", *, known: bool = False, counts: bool = True) -> None:
        """Count an intake; its state is no exit code where its error `counts` already."""
        self.waiting.discard(one.hw_id)
        if not known:
            self.counts[PLACES.get(one.state, "queued")] += 1
        if counts:
            self.add(CODES.get(one.state, ExitCode.DONE))

    def add(self, code: ExitCode) -> None:
        """Add how one item ended."""
        self.codes.add(code)
        self.pace.ended(code)

    def failed(self, error: HwlabError, about: str = "") -> None:
        """Tell what went wrong, and count it."""
        self.mishaps.tell([error], about)
        if isinstance(error, PhotoError):
            self.counts["failed"] += 1
            if _may_pass(error):
                self.unread.add(error.item or "")
        self.add(error.exit_code)
        self.pace.fail()

    def stage(self, stage: "Stage", hw_id: str, **more: Any) -> None:
        """Tell a script, as it happens, that an intake came one stage further."""
        from hwlab_cli.show import lines, people

        line = lines.stage(stage, hw_id, **more)
        told = [*line["photos"], *line["tiers"], line["reason"], line["netbox_url"] or ""]
        people.note(" ".join([hw_id, stage, *filter(None, told)]))
        if self.json:
            lines.write(line)

    @contextlib.contextmanager
    def telling(self) -> Iterator[None]:
        """Tell of what ends the block before its time, so that the summary still comes last."""
        try:
            yield
        except BaseException as error:  # noqa: BLE001 - what is none of ours is raised again there
            self.codes.add(ended_by(error, json=self.json, verbose=self.verbose))

    def ended(self) -> ExitCode:
        """Write the summary; return the exit code of the whole."""
        from hwlab_cli.show import lines, people

        self._tell_what_was_left()
        # What an error or Ctrl-C kept from being told of is safe all the same.
        self.counts["queued"] += len(self.waiting)
        code = overall(self.codes)
        counts = {name: self.counts[name] for name in COUNTED}
        if self.json:
            lines.write(lines.summary(counts, code))
        elif code is not ExitCode.INTERRUPTED and sum(counts.values()) > 1:
            told_of = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
            people.say(told_of)
        return code

    def _tell_what_was_left(self) -> None:
        from hwlab_cli.show import people

        if not self.pace.over():
            return
        told_of = []
        if left := self.counts["left"]:
            self.codes.add(ExitCode.SOME_FAILED)
            told_of.append(f"photos not taken in: {left}, which the same command does")
        if self.behind:
            if self.pace.time_is_up:
                self.codes.add(ExitCode.QUEUED)
            told_of.append(f"devices left in the queue: {self.behind}, for `hwlab queue replay`")
        if told_of:
            people.say(f"{self.pace.why_over} ended it; {'; '.join(told_of)}")


def _may_pass(error: PhotoError) -> bool:
    """Tell whether the system would not give a photo, as it may another time.

    Those that say that a picture is broken are errors of the system's kind, too, with no number.
    """
    cause = error.__cause__
    return isinstance(cause, OSError) and cause.errno is not None
