"""The card of an intake that waits for a person, with the keys of all that can be done."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hwlab_cli.known_types import asks_which
from hwlab_cli.oplog.query import Intake
from hwlab_cli.reviewing.choices import Card, Choice
from hwlab_cli.show.card import panel
from hwlab_cli.show.drawing import Drawing
from hwlab_cli.show.plain import harmless, one_line

_SHORT = {
    Choice.ACCEPT: "accept",
    Choice.EDIT: "edit a field",
    Choice.PICK: "choose",
    Choice.NONE_OF_THEM: "none of these",
    Choice.HINT: "hint, ask again",
    Choice.RETAKE: "retake: add photos",
    Choice.MERGE: "merge",
    Choice.SPLIT: "split: several devices",
    Choice.ONE: "one device",
    Choice.TRY_AGAIN: "try again",
    Choice.DISCARD: "discard",
    Choice.SKIP: "skip",
    Choice.UNDO: "undo",
    Choice.OPEN: "open the photo",
    Choice.QUIT: "quit",
    Choice.EXPLAIN: "explain",
}
_LONG = {
    Choice.ACCEPT: "say that what has a question mark is right, as it stands",
    Choice.EDIT: "type a field by hand; what a person says is proof",
    Choice.PICK: "the device type of that number is the right one",
    Choice.NONE_OF_THEM: "the device is of a type of its own, named as its model",
    Choice.HINT: "tell the model what you know, and have it look again",
    Choice.RETAKE: "add photos that show more; all of them are looked at again",
    Choice.MERGE: "give its photos to another intake of the same device, and discard this one",
    Choice.SPLIT: "the photo shows several devices: make an intake of each",
    Choice.ONE: "the photo shows one device, whatever else stands on it",
    Choice.TRY_AGAIN: "do again what was refused, once its cause is mended",
    Choice.DISCARD: "give it up; its photos stay until `hwlab queue prune`",
    Choice.SKIP: "leave it held, and go on to the next",
    Choice.UNDO: "take back the last decision, as long as nothing was sent to NetBox for it",
    Choice.OPEN: "show its photos in the system's own viewer",
    Choice.QUIT: "end here; every decision so far is in the log, and the rest stays held",
    Choice.EXPLAIN: "this",
}


def review_card(card: Card, place: str, pictures: Sequence[bytes], how: Drawing | None) -> None:
    """Write a card to stdout, below its pictures where the terminal draws them.

    `place` says which of how many it is.
    """
    console = Console(highlight=False, markup=False, emoji=False)
    one = card.intake
    sys.stdout.write("\n")
    if how is not None:
        for jpeg in pictures:
            sys.stdout.write(how.drawn(jpeg, console.width))
    sys.stdout.flush()
    found = one.identification
    reasons = [reason for reason in one.reasons if not (card.candidates and asks_which(reason))]
    if found is not None:
        told = " ".join(one.reasons)
        found = replace(
            found,
            questions=[one for one in found.questions if one.replace(";", ",") not in told],
            doubts=[one for one in found.doubts if one.replace(";", ",") not in told],
        )
    foot = [f"{one.state.value}: {reason}" for reason in reasons]
    if card.candidates:
        since = "" if card.offer.is_as_asked else "the catalog has changed since it was asked: "
        foot.append(f"{one.state.value}: {since}it may be one of these device types")
    if card.seen.twin:
        foot.append(f"{card.seen.twin} has the same manufacturer and serial")
    names = ", ".join(photo.name for photo in one.photos) or "typed in"
    title = f"{place}  {one.hw_id}  {one_line(names, 60)}"
    types = [f"{two.type.manufacturer} {two.type.model}  ({two.why})" for two in card.candidates]
    console.print(panel(console.width, found, title, foot, one.state, types))
    _keys(console, card)


def where(one: Intake, paths: Sequence[Path]) -> None:
    """Write where an intake's photos are, for terminals that draw none."""
    console = Console(highlight=False, markup=False, emoji=False)
    for photo, path in zip(one.photos, paths, strict=True):
        name = one_line(photo.name, 60)
        console.print(Text(f"  {name}: {harmless(str(path))}", style="dim"), soft_wrap=True)


def explanation(card: Card) -> None:
    """Write what each key of a card does."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", justify="right", min_width=4)
    table.add_column()
    for choice in card.choices:
        table.add_row(_key(card, choice), _LONG[choice])
    Console(highlight=False, markup=False, emoji=False).print(table)


def fields(names: Sequence[str]) -> None:
    """Write the fields that can be edited, each with its number."""
    listed = "   ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    Console(highlight=False, markup=False, emoji=False).print(Text(f" which field?  {listed}"))


def devices(names: Sequence[str]) -> None:
    """Write the devices that a photo may show, each with its number."""
    console = Console(highlight=False, markup=False, emoji=False)
    for number, name in enumerate(names, 1):
        console.print(Text(f" {number}. {harmless(name)}"))


def _keys(console: Console, card: Card) -> None:
    parts = []
    for choice in card.choices:
        part = Text(f"{_key(card, choice)} ", style="bold")
        part.append(_named(card, choice), style="not bold")
        # Kept together where the line is broken.
        parts.append(Text("\N{NO-BREAK SPACE}").join(part.split(" ")))
    console.print(Text("   ").join(parts))


def _key(card: Card, choice: Choice) -> str:
    if choice is not Choice.PICK or len(card.candidates) == 1:
        return choice.value
    return f"1-{len(card.candidates)}"


def _named(card: Card, choice: Choice) -> str:
    if choice is Choice.ACCEPT and card.to_confirm:
        names = ", ".join(name.value.replace("_", " ") for name in card.to_confirm)
        return f"{_SHORT[choice]} {names}"
    return _SHORT[choice]
