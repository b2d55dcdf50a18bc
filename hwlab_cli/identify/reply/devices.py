"""Which of the things found in a reply are its answer, and which of them are one device."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hwlab_cli.identify.reply import scoring
from hwlab_cli.identify.reply.fit import Fitted, fit
from hwlab_cli.identify.reply.found import Found
from hwlab_cli.identify.reply.unwrap import Told
from hwlab_cli.identify.values import key
from hwlab_cli.model import Identification

_MOST_RUNS = 1_000
_MOST_IN_RUN = 256
# Between two objects these are no prose: commas, fences, bullets, rules, tags.
_MARK = re.compile(
    r"[,;.]|```\w{0,12}|~~~|[-*•+]|\d{1,3}[.)]|[-=_*]{3,}|[}\])]{1,4},?"
    r"|(?:</?[\w.|=-]{1,40}/?>|<\|[\w ]{1,40}\|>){1,4}|json"
)
_MARKS_AT_MOST = 12
# Neither are headings that only count.
_COUNTED = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+)?\**(?:device|item|unit|object|product|hardware|label|gerät|appareil"
    r"|dispositivo)[ \t]*(?:#|no\.?|nr\.?)?[ \t]*\d{1,3}\**[ \t]*[:.)]?\**[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_EXAMPLE = re.compile(
    r"(?:\b(?:for )?examples?|\be\.g\.|\bsample (?:output|answer|response|reply|json)"
    r"|\btemplate|\bschema|\bbeispiel|\bexemple|\bejemplo|\besempio)\b[^.\n{}]{0,60}[:.\s]*(?:```\w*\s*)?$"
    r"|^[^\n]{0,200}\b(?:reply|respond|return|answer|output|provide|give|fill|write)\b"
    r"[^\n{}]{0,80}\b(?:like (?:this|so)|such as|following (?:json|format|schema|structure|form)"
    r"|this (?:json|format|schema|structure|form)|exactly|of the form|these (?:keys|fields)"
    r"|like(?=\W{0,5}(?:```\w*\s*)?$))\b"
    r"[^\n{}]{0,60}[:.\s]*(?:```\w*\s*)?$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:here(?:'s| is)|i (?:have|will|'ll|would)|my|below is|this is)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One device as it was understood, what was told of it, and where."""

    fitted: Fitted
    told: Told
    found: Found

    @property
    def worth(self) -> int:
        """What it is worth beside other readings."""
        return scoring.worth(self.fitted, self.found.bends)


@dataclass(slots=True)
class Answer:
    """The devices of a reply; `weak` where they say next to nothing."""

    readings: list[Reading]
    worth: int
    weak: bool
    truncated: bool = False
    cut: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    @property
    def devices(self) -> list[Identification]:
        """The identifications, in the order in which the reply names them."""
        return [one.fitted.found for one in self.readings]


@dataclass(slots=True)
class Refused:
    """Why there is no answer: whether what was found only asks to be filled in."""

    templates: bool = False


def choose(
    text: str,
    found: Sequence[Found],
    tell: Callable[[Found], list[Told]],
    refused: Refused,
) -> Answer | None:
    """Return the answer among what was found in a text, in order; None where there is none.

    Side by side are several devices; parted by prose the last is the answer, but for one that
    says next to nothing.
    """
    later: Answer | None = None
    runs = _runs(text, found)
    for place, run in enumerate(reversed(runs[-_MOST_RUNS:])):
        answer = _answer(text, run, tell, refused)
        if answer is None:
            continue
        if later is None:
            if place == len(runs) - 1 or not answer.weak:
                earlier = runs[: len(runs) - 1 - place]
                return _noted(answer, text, earlier, tell) if earlier else answer
            later = answer
        elif not answer.weak or answer.worth > later.worth:
            return answer
    return later


def _noted(
    answer: Answer, text: str, earlier: list[list[Found]], tell: Callable[[Found], list[Told]]
) -> Answer:
    """Add the note that another answer stood before, where one did."""
    for run in reversed(earlier[-8:]):
        before = _answer(text, run, tell, Refused())
        if before is None:
            continue
        first, last = ([_identity(one) for one in each.devices] for each in (before, answer))
        if first != last:
            note = "an earlier answer in the same reply says otherwise: the last one was taken"
            for device in answer.devices:
                device.notes.append(note)
        break
    return answer


def _runs(text: str, found: Sequence[Found]) -> list[list[Found]]:
    runs: list[list[Found]] = []
    for one in found:
        if runs and not _is_prose(text, runs[-1][-1].end, one.start):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _is_prose(text: str, start: int, end: int) -> bool:
    if end - start > 400:
        return bool(text[start:end].strip())
    words = _COUNTED.sub("", text[start:end]).split()
    if len(words) > _MARKS_AT_MOST:
        return True
    return not all(_MARK.fullmatch(word) for word in words)


def _answer(
    text: str, run: list[Found], tell: Callable[[Found], list[Told]], refused: Refused
) -> Answer | None:
    seen: set[str] = set()
    circles = False
    readings: list[Reading] = []
    is_example = _is_example(text, run[0].start)
    for one in reversed(run):
        # A model that goes round in circles writes the same a thousand times.
        source = text[one.start : one.end]
        if source in seen:
            circles = True
            continue
        seen.add(source)
        readings += [Reading(fit(told), told, one) for told in reversed(tell(one)[:_MOST_IN_RUN])]
        if len(readings) >= _MOST_IN_RUN:
            break
    readings.reverse()
    if is_example or any(one.fitted.templates for one in readings):
        refused.templates = True
    answers = [one for one in readings if scoring.names_a_device(one.fitted)]
    if is_example or not answers:
        return None
    # What names only a category is no device of its own beside one that is named.
    answers = [one for one in answers if scoring.is_named(one.fitted)] or answers
    kept = _one_each(answers, circles=circles)
    return Answer(
        kept,
        worth=max(one.worth for one in kept),
        weak=all(scoring.is_weak(one.fitted, one.found.bends) for one in kept),
        truncated=any(one.found.cut for one in answers),
        cut=[name for one in answers for name in one.fitted.cut],
        repairs=[
            *(repair for one in kept for repair in one.found.repairs),
            *(repair for one in kept for repair in one.fitted.repairs),
        ],
    )


def _is_example(text: str, start: int) -> bool:
    """Tell whether the words before an object say that it is only an example of one."""
    before = text[max(0, start - 300) : start]
    match = _EXAMPLE.search(before)
    return match is not None and not _FIRST_PERSON.search(before[-200:])


def _one_each(answers: list[Reading], *, circles: bool) -> list[Reading]:
    """Leave out what says no more than another one does; of two that agree keep the fuller.

    `circles`: the model repeated itself, so that what was cut at the end is a repetition too.
    """
    kept: list[Reading] = []
    for one in answers:
        same = next((nth for nth, before in enumerate(kept) if _is_same(before, one)), None)
        if same is None and circles and one.found.cut and _is_rest(kept, one):
            continue
        if same is None:
            kept.append(one)
        elif one.worth > kept[same].worth:
            kept[same] = one
    return kept


def _is_same(before: Reading, after: Reading) -> bool:
    """Tell whether two readings are of one device.

    All that they say is equal; or nothing that they say differs, and the serial is the same.
    """
    one, other = before.fitted.found, after.fitted.found
    pairs = list(zip(_identity(one), _identity(other), strict=True))
    if all(a == b for a, b in pairs):
        return not _says_else(one, other)
    if any(a and b and a != b for a, b in pairs):
        return False
    return bool(one.serial and other.serial)


def _is_rest(kept: list[Reading], one: Reading) -> bool:
    """Tell whether all that one reading says is said by another one."""
    said = _identity(one.fitted.found)
    return any(
        all(not b or a == b for a, b in zip(_identity(before.fitted.found), said, strict=True))
        for before in kept
    )


def _says_else(one: Identification, other: Identification) -> bool:
    pairs = (
        (one.u_height, other.u_height),
        (one.specs, other.specs),
        (one.confidence, other.confidence),
    )
    told_apart = bool(one.serial or one.asset_tag or one.mac_addresses)
    return not told_apart and any(a and b and a != b for a, b in pairs)


def _identity(found: Identification) -> tuple[object, ...]:
    texts = (found.manufacturer, found.model, found.part_number, found.serial, found.asset_tag)
    keys = (key(text) if text else "" for text in texts)
    return (*keys, found.category, tuple(found.mac_addresses))
