"""What a person chose for a card, done: asked for what it takes, and written to the log."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli import hw_id as names
from hwlab_cli.errors import HwlabError, PhotoError, UsageError
from hwlab_cli.identify.wording import named
from hwlab_cli.model import IdentifiedField
from hwlab_cli.oplog import deciding, query, settle
from hwlab_cli.reviewing import candidates, fields, looking_again, several
from hwlab_cli.reviewing.choices import Card, Choice
from hwlab_cli.show import people, review_card
from hwlab_cli.show.progress import Progress

if TYPE_CHECKING:
    from hwlab_cli.carried import Carried
    from hwlab_cli.commands.sitting import Sitting
    from hwlab_cli.photos.load import Photo

_CLEAR = "-"
_EDITABLE = {
    "manufacturer": IdentifiedField.MANUFACTURER,
    "model": IdentifiedField.MODEL,
    "part number": IdentifiedField.PART_NUMBER,
    "serial": IdentifiedField.SERIAL,
    "asset tag": IdentifiedField.ASSET_TAG,
    "category": IdentifiedField.CATEGORY,
    "MAC": IdentifiedField.MAC_ADDRESSES,
}


def acted(sitting: "Sitting", card: Card, choice: str) -> None:
    """Do what was chosen; raises HwlabError where that can't be done, and changes nothing then."""
    if "=" in choice:
        field, _, value = choice.partition("=")
        _store(sitting, card, {field: value.strip()})
    elif choice.isdecimal():
        _store(sitting, card, {}, choice)
    else:
        _ACTIONS[Choice(choice)](sitting, card)


def _accept(sitting: "Sitting", card: Card) -> None:
    held_for = sitting.work.settings.intake.unproven
    fields.accept(sitting.work.log, card.intake, held_for, since=card.seen.stamp)
    sitting.remember("accept", card.seen)


def _store(
    sitting: "Sitting", card: Card, values: dict[str, str], choice: str | None = None
) -> None:
    fields.edit(
        sitting.work.log,
        card.intake,
        values,
        sitting.work.settings.intake.unproven,
        choice=choice,
        offered=card.offer,
        since=card.seen.stamp,
    )
    sitting.remember("edit" if choice is None else "choice", card.seen)


def _edit(sitting: "Sitting", card: Card) -> None:
    review_card.fields(list(_EDITABLE))
    said = sitting.answers.key().strip()
    labels = dict(enumerate(_EDITABLE, 1))
    label = labels.get(int(said)) if said.isdecimal() else said
    if label not in _EDITABLE:
        people.say("nothing was edited")
        return
    name = _EDITABLE[label]
    value = getattr(card.intake.identification, name.value, None) or ""
    before = " ".join(value) if isinstance(value, list) else str(value)
    typed = sitting.answers.line(f" {label} ({_CLEAR} clears it)", before)
    if not typed or not typed.strip():
        people.say("nothing was edited")
        return
    text = typed.strip()
    _store(sitting, card, {name.value: "" if text == _CLEAR else text})


def _none_of_them(sitting: "Sitting", card: Card) -> None:
    _store(sitting, card, {}, candidates.NONE_OF_THEM)


def _hint(sitting: "Sitting", card: Card) -> None:
    hint = sitting.answers.line(" what do you know of it")
    if not hint or not hint.strip():
        people.say("the model was not asked")
        return
    models = sitting.models()
    people.say("asking the model")
    with Progress("asking again", 1) as progress:
        models.listener = progress.heard
        verdict = looking_again.with_hint(sitting.work, models, card.seen, hint.strip())
    for fault in verdict.faults:
        sitting.tell(fault)
    if verdict.missed is None and verdict.unusable is None:
        sitting.remember("hint", card.seen)
    else:
        people.say(f"{card.intake.hw_id} stays as it was: no model answered")


def _retake(sitting: "Sitting", card: Card) -> None:
    said = sitting.answers.line(" photos to add (paths, as a shell takes them)")
    photos = list(_photos(sitting, said or ""))
    if not photos:
        people.say("no photo was added")
        return
    work, hw_id = sitting.work, card.intake.hw_id
    people.say("looking at all its photos")
    with Progress("identifying", 1):
        captured, carried = looking_again.with_photos(work, sitting.models, card.seen, photos)
    if captured.claim is None:
        whose = "it has them already" if captured.hw_id == hw_id else f"{captured.hw_id} has them"
        people.say(f"no photo was added: {whose}")
        return
    sitting.remember("retake", card.seen)
    _tell_of(sitting, carried)


def _merge(sitting: "Sitting", card: Card) -> None:
    said = sitting.answers.line(" merge into which intake", card.seen.twin or "")
    if not said or not said.strip():
        people.say("nothing was merged")
        return
    target = deciding.standing(sitting.work.log, names.parse(said.strip()))
    people.say("looking at the photos of both")
    with Progress("identifying", 1):
        carried = looking_again.merge(sitting.work, sitting.models, card.seen, target)
    sitting.remember("merge", card.seen, target)
    people.say(f"{card.intake.hw_id} is merged into {target.intake.hw_id}")
    if deciding.was_sent(target.intake):
        people.say("its photos go to the device in NetBox; what is said of it there stays")
    _tell_of(sitting, carried)


def _split(sitting: "Sitting", card: Card) -> None:
    found = card.intake.identification
    shown = found.several if found else []
    review_card.devices([named(one.found) for one in shown])
    every = " ".join(str(number) for number, _ in enumerate(shown, 1))
    said = sitting.answers.line(" which are devices of their own (numbers)", every)
    numbers = [int(one) for one in (said or "").replace(",", " ").split() if one.isdecimal()]
    if not numbers:
        people.say("nothing was split")
        return
    people.say("looking at each of them")
    with Progress("identifying", 1):
        carried = looking_again.split(sitting.work, sitting.models, card.seen, numbers)
    made = query.intake(sitting.work.log, card.intake.hw_id).siblings
    sitting.decided.remember("split", card.intake.hw_id, [card.seen], made)
    people.say(f"{card.intake.hw_id} is split: also {', '.join(made)}")
    for one in carried:
        _tell_of(sitting, one)


def _one(sitting: "Sitting", card: Card) -> None:
    held_for = sitting.work.settings.intake.unproven
    several.is_one(sitting.work.log, card.intake, held_for, since=card.seen.stamp)
    sitting.remember("word that it is one", card.seen)


def _try_again(sitting: "Sitting", card: Card) -> None:
    with Progress("identifying", 1):
        carried = looking_again.retry(sitting.work, sitting.models, card.seen)
    sitting.remember("new try", card.seen)
    _tell_of(sitting, carried)


def _discard(sitting: "Sitting", card: Card) -> None:
    why = sitting.answers.line(" why (Ctrl-D: not after all)", "discarded by hand")
    if why is None:
        people.say("nothing was discarded")
        return
    settle.discard(
        sitting.work.log,
        card.intake.hw_id,
        why.strip().replace(";", ",") or "discarded by hand",
        since=card.seen.stamp,
    )
    sitting.remember("discard", card.seen)


def _open(sitting: "Sitting", card: Card) -> None:
    sitting.opener.open(sitting.work, card.intake)


_ACTIONS: dict[Choice, Callable[["Sitting", Card], None]] = {
    Choice.ACCEPT: _accept,
    Choice.EDIT: _edit,
    Choice.NONE_OF_THEM: _none_of_them,
    Choice.HINT: _hint,
    Choice.RETAKE: _retake,
    Choice.MERGE: _merge,
    Choice.SPLIT: _split,
    Choice.ONE: _one,
    Choice.TRY_AGAIN: _try_again,
    Choice.DISCARD: _discard,
    Choice.OPEN: _open,
}


def _photos(sitting: "Sitting", said: str) -> "list[Photo]":
    """Return the photos that were named; tells of those that can't be used."""
    from hwlab_cli.commands.names import expanded
    from hwlab_cli.photos import load

    found = []
    for path in expanded([one for one in _paths(said) if str(one) != "-"]):
        try:
            if isinstance(path, PhotoError):
                raise path
            found.append(load.read(path, sitting.work.settings.photos.max_megapixels))
        except PhotoError as error:
            sitting.tell(error)
    return found


def _paths(said: str) -> list[Path]:
    """Return paths as a terminal writes them where files are dropped on it: quoted, or escaped."""
    whole = Path(said.strip()).expanduser()
    if said.strip() and whole.exists():
        return [whole]
    try:
        return [Path(one).expanduser() for one in shlex.split(said)]
    except ValueError as error:
        raise UsageError(
            "a quotation mark is missing", item=said, hint="name the photos once more"
        ) from error


def _tell_of(sitting: "Sitting", carried: "Carried | None") -> None:
    if carried is None:
        return
    faults: tuple[HwlabError, ...] = carried.passed_over
    for fault in (*faults, *filter(None, [carried.error])):
        sitting.tell(fault)
