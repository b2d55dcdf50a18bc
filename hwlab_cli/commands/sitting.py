"""A person before the cards of what is held: each shown, asked about, and decided at once."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hwlab_cli.commands.guard import told
from hwlab_cli.commands.opening import Opener
from hwlab_cli.errors import HwlabError, NotFoundError
from hwlab_cli.oplog import deciding
from hwlab_cli.reviewing import choices
from hwlab_cli.reviewing.candidates import offer
from hwlab_cli.reviewing.choices import REVIEWED, Card, Choice
from hwlab_cli.reviewing.undoing import Decided
from hwlab_cli.show import people
from hwlab_cli.show.answers import END, Answers, answers

if TYPE_CHECKING:
    from hwlab_cli.asking import Models
    from hwlab_cli.oplog.deciding import Standing
    from hwlab_cli.show.drawing import Drawing
    from hwlab_cli.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Manner:
    """How cards are shown: with pictures drawn, with photos opened; and how errors are told."""

    draws: bool = True
    opens: bool = False
    verbose: bool = False


@dataclass(slots=True)
class Sitting:
    """What one sitting works with, and what was decided in it so far."""

    work: "Workspace"
    models: Callable[[], "Models"]
    manner: Manner
    answers: Answers
    opener: Opener
    decided: Decided
    how: "Drawing | None" = None
    opened: set[str] = field(default_factory=set)

    def card(self, hw_id: str) -> Card | None:
        """Return the card of an intake as it stands now, None where it waits for nobody."""
        try:
            seen = deciding.standing(self.work.log, hw_id)
        except NotFoundError:
            return None
        if seen.intake.state not in REVIEWED:
            return None
        offered = offer(self.work.home, seen.intake)
        asks = any(tier.base_url for tier in self.work.settings.tiers)
        return choices.card(seen, offered, models=asks, decided=self.decided.last is not None)

    def beside(self, hw_id: str, known: list[str]) -> list[str]:
        """Return the other devices of an intake's photo that wait for a person, too."""
        try:
            others = deciding.standing(self.work.log, hw_id).intake.siblings
        except NotFoundError:
            return []
        return [one for one in others if one not in known and self.card(one) is not None]

    def remember(self, word: str, *before: "Standing") -> None:
        """Remember a decision on the first of these, which are put back in the reverse order."""
        self.decided.remember(word, before[0].intake.hw_id, before[::-1])

    def tell(self, error: HwlabError) -> None:
        """Tell what went wrong, in words."""
        told(error, json=False, verbose=self.manner.verbose)


def sat(
    work: "Workspace",
    hw_ids: Iterable[str],
    models: Callable[[], "Models"],
    manner: Manner,
) -> list[str]:
    """Go through intakes with a person; return those that decisions changed.

    Each decision is in the log when the next card is shown: whatever ends the sitting, nothing
    that was decided is lost.
    """
    with ExitStack() as stack:
        opener = stack.enter_context(Opener())
        asks = stack.enter_context(answers())
        sitting = Sitting(work, models, manner, asks, opener, Decided(work.log))
        if manner.draws:
            from hwlab_cli.show.drawing import drawing  # loads Pillow and NumPy

            sitting.how = drawing(asks)
        _through(sitting, list(hw_ids))
        return sitting.decided.hw_ids


def _through(sitting: Sitting, hw_ids: list[str]) -> None:
    from hwlab_cli.commands.sitting_actions import acted

    at = 0
    while at < len(hw_ids) or sitting.decided.last is not None:
        if at >= len(hw_ids):
            people.say("that was the last; u takes the last decision back, any other key ends")
            if sitting.answers.key().strip().lower() != Choice.UNDO:
                return
            back = _undone(sitting)
            at = hw_ids.index(back) if back in hw_ids else at
            continue
        card = sitting.card(hw_ids[at])
        if card is None:
            _passed_over(sitting, hw_ids[at])
            at += 1
            continue
        _show(sitting, card, f"{at + 1} of {len(hw_ids)}")
        choice = _chosen(sitting, card)
        if choice in {END, Choice.QUIT}:
            return
        if choice == Choice.SKIP:
            sitting.decided.remember("skip", card.intake.hw_id)
            at += 1
        elif choice == Choice.UNDO:
            back = _undone(sitting)
            at = hw_ids.index(back) if back in hw_ids else at
        else:
            try:
                acted(sitting, card, choice)
            except HwlabError as error:
                # Of this card or of what was typed: it is shown again, as it stands by then.
                sitting.tell(error)
            hw_ids += sitting.beside(hw_ids[at], hw_ids)


def _passed_over(sitting: Sitting, hw_id: str) -> None:
    try:
        state = deciding.standing(sitting.work.log, hw_id).intake.state.value
    except NotFoundError:
        state = "no longer in the log"
    people.say(f"{hw_id} is {state}")


def _show(sitting: Sitting, card: Card, place: str) -> None:
    from hwlab_cli.reviewing.close_ups import close_ups
    from hwlab_cli.show.review_card import review_card, where

    one, work = card.intake, sitting.work
    pictures = close_ups(work, one) if sitting.how is not None else []
    if not pictures:
        where(one, [work.originals.path(photo.sha256) for photo in one.photos])
    review_card(card, place, pictures, sitting.how)
    if sitting.manner.opens and one.hw_id not in sitting.opened:
        sitting.opened.add(one.hw_id)
        sitting.opener.open(work, one)


def _chosen(sitting: Sitting, card: Card) -> str:
    """Return what a person chose of what there is: a key, or FIELD=VALUE where lines are typed."""
    from hwlab_cli.show.review_card import explanation

    offered = {str(one) for one in card.choices} - {Choice.PICK}
    offered |= {str(number) for number, _ in enumerate(card.candidates, 1)}
    while True:
        said = sitting.answers.key()
        key = said if said == END or "=" in said else said.strip().lower()[:1]
        if key == Choice.EXPLAIN:
            explanation(card)
        elif key in offered or key == END or ("=" in key and Choice.EDIT in card.choices):
            return key
        elif key:
            people.say(f"{key!r} is none of the keys above; ? explains them")


def _undone(sitting: Sitting) -> str | None:
    """Take the last decision back; return the intake that it was about."""
    last = sitting.decided.last
    try:
        sitting.decided.take_back()
    except HwlabError as error:
        what = last.word if last else ""
        people.say(f"the {what} stays:")
        sitting.tell(error)
        return None
    if last is None:
        return None
    people.say(f"{last.hw_id}: the {last.word} is taken back")
    return last.hw_id
