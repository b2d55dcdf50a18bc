"""What a run of intakes has told, and how each of them ended."""

from collections import Counter
from typing import TYPE_CHECKING

from hwlab_cli.commands.mishaps import Mishaps
from hwlab_cli.errors import ExitCode, HwlabError, PhotoError, overall
from hwlab_cli.model import State

if TYPE_CHECKING:
    from hwlab_cli.config import Settings
    from hwlab_cli.oplog.query import Intake

CODES = {
    State.HELD: ExitCode.HELD,
    State.FAILED: ExitCode.SOME_FAILED,
}
"""The exit code of an intake's state; of any other state it is 0."""

PLACES = {State.HELD: "held", State.FAILED: "failed", State.DONE: "delivered"}
"""Where a summary counts an intake's state; any other state counts as queued."""

COUNTED = ("taken", "known", "held", "delivered", "queued", "failed")
"""What a summary counts."""


class Outcome:
    """Tells of intakes and of what goes wrong, and counts both for the summary."""

    def __init__(self, settings: "Settings", *, json: bool, verbose: bool, asks: bool) -> None:
        self.settings = settings
        self.json = json
        self.verbose = verbose
        self.asks = asks
        self.to_ask: list[str] = []
        self.mishaps = Mishaps(json=json, verbose=verbose)
        self.codes: list[ExitCode] = []
        self.counts: Counter[str] = Counter()

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
        if not known:
            self.counts[PLACES.get(one.state, "queued")] += 1
        if counts:
            self.codes.append(CODES.get(one.state, ExitCode.DONE))

    def failed(self, error: HwlabError, about: str = "") -> None:
        """Tell what went wrong, and count it."""
        self.mishaps.tell([error], about)
        if isinstance(error, PhotoError):
            self.counts["failed"] += 1
        self.codes.append(error.exit_code)

    def ended(self) -> ExitCode:
        """Write the summary; return the exit code of the whole."""
        from hwlab_cli.show import lines, people

        code = overall(self.codes)
        counts = {name: self.counts[name] for name in COUNTED}
        if self.json:
            lines.write(lines.summary(counts, code))
        elif sum(counts.values()) > 1:
            told_of = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
            people.say(told_of)
        return code
