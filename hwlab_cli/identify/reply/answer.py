"""The way from a model's reply to the devices that it names, as a page."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.reply import truncation
from hwlab_cli.identify.reply.calls import calls
from hwlab_cli.identify.reply.devices import Answer, Refused, choose
from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.found import Found
from hwlab_cli.identify.reply.listing import listings
from hwlab_cli.identify.reply.loosened import loosened
from hwlab_cli.identify.reply.opened import opened, start_of
from hwlab_cli.identify.reply.reading import Data, strictly
from hwlab_cli.identify.reply.reading import read as read_region
from hwlab_cli.identify.reply.regions import Region, is_all_json, regions
from hwlab_cli.identify.reply.tables import tables
from hwlab_cli.identify.reply.tags import tagged
from hwlab_cli.identify.reply.thinking import Spoken, spoken
from hwlab_cli.identify.reply.unwrap import Embedded, Told, devices
from hwlab_cli.model import Identification

_MOST_REPAIRS = 50
_DEEPEST = 3
_MOST_OBJECTS = 1_000
# A reply that is longer than this is looked at from its end first: answers come last.
_LONG = 1 << 18
_TAIL = 1 << 16
_FENCE = re.compile(r"(?:```|~~~)[ \t]?\w{0,12}")
_MOST_INSIDE = 16


@dataclass(slots=True)
class Reply:
    """What a reply says: its devices, what it took to read them, whether it was cut short."""

    devices: list[Identification]
    repairs: list[str] = field(default_factory=list)
    truncated: bool = False


def read(
    reply: str,
    *,
    finish_reason: str | None = None,
    examples: Sequence[str] = (),
    effort: Effort | None = None,
) -> Reply:
    """Return what a model's reply says.

    `finish_reason` is the server's; `examples` are objects of the prompt, which are no answer
    when they come back. Raises ReplyError where there is no answer in the reply.
    """
    reading = _Reading(effort or Effort(), truncation.says_cut(finish_reason), examples)
    text = opened(reply)
    answer = reading.answer(text)
    if answer is None:
        raise reading.no_answer(reply)
    truncated = answer.truncated or reading.cut_by_server
    if truncated:
        _distrust(answer)
    repairs = list(dict.fromkeys([*reading.repairs, *answer.repairs]))
    return Reply(answer.devices, repairs[:_MOST_REPAIRS], truncated)


def _distrust(answer: Answer) -> None:
    """Take the confidence away: what was cut can't say how sure it was."""
    lost = ", ".join(dict.fromkeys(name.replace("_", " ") for name in answer.cut))
    note = f"the reply was cut short{f': the {lost} is left out' if lost else ''}"
    for device in answer.devices:
        device.confidence = None
        device.notes.append(note)


class _Reading:
    """Reads one reply, and what is inside of it."""

    def __init__(self, effort: Effort, cut_by_server: bool, examples: Sequence[str]) -> None:
        self.cut_by_server = cut_by_server
        self.repairs: list[str] = []
        self._effort = effort
        self._examples = {_squeezed(example) for example in examples}
        self._refused = Refused()
        self._inside_left = _MOST_INSIDE
        self._unfinished = False
        self._cut = False

    def answer(self, text: str, depth: int = 0) -> Answer | None:
        """Return the answer in a text; JSON before all else."""
        whole = strictly(text) if text.lstrip()[:1] in {"{", "["} else None
        if whole is not None:
            # Tags of thinking inside of it are part of a text.
            return self._chosen(text, [Found(0, len(text), whole, kind="JSON")], depth)
        said = spoken(text)
        if said.stripped and is_all_json(text):
            said = Spoken(text)
        if said.stripped and not depth:
            self.repairs.append("left out the model's thinking")
        self._unfinished = self._unfinished or said.unfinished
        answer = self._of_objects(said.text, depth)
        if answer is None:
            answer = self._of_other_forms(self._without_objects(said.text), depth)
        if answer and said.unfinished:
            answer.truncated = True
        return answer

    def no_answer(self, reply: str) -> ReplyError:
        """Return the error that says why there is no answer, and how the reply starts."""
        start = start_of(reply)
        truncated = self.cut_by_server or self._unfinished or self._cut
        if not reply.strip():
            message, hint = "the reply is empty", "ask again, or another model"
        elif self._unfinished:
            message = f"the reply ends while the model is still thinking, and begins {start}"
            hint = "allow more tokens, or switch thinking off"
        elif self._refused.templates:
            message = f"the reply only repeats a schema or an example, and begins {start}"
            hint = "ask again, or a larger model"
        elif truncated:
            message = f"the reply was cut short before it named a device, and begins {start}"
            hint = "allow more tokens"
        else:
            message = f"no device is named in the reply, which begins {start}"
            hint = "ask again with a better photo, or another model"
        return ReplyError(message, hint=hint, truncated=truncated)

    def _of_objects(self, text: str, depth: int) -> Answer | None:
        tail = [text[-_TAIL:]] if len(text) > _LONG else []
        for part in [*tail, text]:
            answer = self._chosen(part, self._objects(part), depth)
            if answer is not None:
                answer.repairs[:0] = _around(part, answer)
                return answer
        for loose, how in loosened(text):
            answer = self._chosen(loose, self._objects(loose), depth)
            if answer is not None:
                answer.repairs.insert(0, how)
                return answer
        return None

    def _without_objects(self, text: str) -> str:
        """Return a text with blanks in the place of objects, in which there was no answer."""
        pieces, place = [], 0
        for region in regions(text, self._effort):
            pieces += [text[place : region.start], " " * (region.end - region.start)]
            place = region.end
        return "".join([*pieces, text[place:]])

    def _of_other_forms(self, text: str, depth: int) -> Answer | None:
        cut = self.cut_by_server
        for found in (calls(text), tagged(text), tables(text, cut=cut), listings(text, cut=cut)):
            answer = self._chosen(text, found, depth)
            if answer is not None:
                answer.repairs.insert(0, f"read {found[0].kind}")
                return answer
        return None

    def _chosen(self, text: str, found: list[Found], depth: int) -> Answer | None:
        return choose(text, found, lambda one: self._told(text, one, depth), self._refused)

    def _objects(self, text: str) -> list[Found]:
        """Return where objects stand; each is read when its turn comes, and most never are."""
        found = deque(regions(text, self._effort), maxlen=_MOST_OBJECTS)
        return [Found(region.start, region.end, region, kind="JSON") for region in found]

    def _told(self, text: str, found: Found, depth: int) -> list[Told]:
        """Return what is told of devices in something that was found."""
        if _squeezed(text[found.start : found.end]) in self._examples:
            self._refused.templates = True
            return []
        region = found.data if isinstance(found.data, Region) else None
        if region is not None:
            found.data = read_region(text, region, self._effort) or Data(None, region.is_cut)
        if isinstance(found.data, Data):
            data = found.data
            found.cut = data.cut or truncation.body_says_cut(data.value)
            found.bends, found.repairs, found.data = data.bends, data.repairs, data.value
        self._cut = self._cut or found.cut
        told = devices(found.data, self._embedded(found, depth))
        if region is not None and not any(one.said for one in told):
            for child in region.children[-_MOST_INSIDE:]:
                inside = read_region(text, child, self._effort)
                told += devices(inside.value, self._embedded(found, depth)) if inside else []
        return told

    def _embedded(self, found: Found, depth: int) -> Embedded:
        """Return what reads the texts inside of data, as often as is worth it."""

        def embedded(text: str) -> list[Told]:
            if depth >= _DEEPEST or self._inside_left <= 0:
                return []
            self._inside_left -= 1
            answer = self.answer(text, depth + 1)
            if answer is None:
                return []
            found.cut = found.cut or answer.truncated
            found.repairs = [*found.repairs, *answer.repairs]
            return [reading.told for reading in answer.readings]

        return embedded


def _around(text: str, answer: Answer) -> list[str]:
    """Say what stood around the JSON that was taken."""
    first, last = answer.readings[0].found, answer.readings[-1].found
    before, after = text[: first.start].strip(), text[last.end :].strip()
    if not before and not after:
        return []
    fenced = _FENCE.fullmatch(before) and after in {"```", "~~~", ""}
    return ["took the JSON out of a code fence" if fenced else "left out the text around the JSON"]


def _squeezed(text: str) -> str:
    return "".join(text.split())
