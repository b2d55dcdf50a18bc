"""From what a reply tells of a device to an identification: each value fitted to its field."""

from dataclasses import dataclass, field
from typing import Any

from hwlab_cli.identify.reply import kinds, numbers, specs, texts
from hwlab_cli.identify.reply.fields import Slot, folded
from hwlab_cli.identify.reply.macs import addresses
from hwlab_cli.identify.reply.nothing import says_nothing
from hwlab_cli.identify.reply.templates import is_template
from hwlab_cli.identify.reply.texts import called
from hwlab_cli.identify.reply.truncation import is_cut
from hwlab_cli.identify.reply.unwrap import Said, Told, leaf
from hwlab_cli.identify.reply.written import Digits
from hwlab_cli.identify.values import key
from hwlab_cli.model import Identification

_NAMES = (Slot.MANUFACTURER, Slot.MODEL, Slot.PART_NUMBER, Slot.SERIAL, Slot.ASSET_TAG)
_IDENTIFIERS = {Slot.PART_NUMBER, Slot.SERIAL, Slot.ASSET_TAG}
_MOST_VALUES = 32
# Names for a size, which may be the height in rack units.
_QUOTES = "\"'“”*` "
_SIZES = {"formfactor", "size", "dimensions"}


@dataclass(slots=True)
class Fitted:
    """A device as it was understood.

    `templates` counts the values that ask to be filled in; `vague` are the fields whose value
    stood under a key that may mean anything, such as `name`.
    """

    found: Identification
    templates: int = 0
    vague: set[str] = field(default_factory=set)
    cut: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)


def fit(told: Told) -> Fitted:
    """Return the identification that a reply tells of; fields that can't be one stay empty."""
    return _Fitting(told).result


class _Fitting:
    """Fits one device, field by field."""

    def __init__(self, told: Told) -> None:
        self.result = Fitted(Identification())
        self._said = told.said
        for wrapper in dict.fromkeys(told.wrappers):
            self._repair(f"took the answer out of {_shown(wrapper)}")
        for slot in _NAMES:
            setattr(self.result.found, slot.value, self._name(slot))
        self._category()
        self._addresses()
        self._specs()
        self._height()
        self.result.found.ai_notes = self._remarks()
        self._confidence()

    def _of(self, slot: Slot) -> list[Said]:
        return sorted(self._said.get(slot, [])[:_MOST_VALUES], key=lambda one: one.rank)

    def _name(self, slot: Slot) -> str | None:
        chosen: Said | None = None
        value: str | None = None
        for said in self._of(slot):
            read = self._one_name(said, slot)
            if read is None or (chosen and said.rank == 2):
                continue
            if chosen is None:
                chosen, value = said, read
                self._tell_alias(said, slot)
                if said.rank == 2:
                    self.result.vague.add(slot.value)
            elif slot in _IDENTIFIERS and value and key(read) != key(value):
                if said.rank > chosen.rank:
                    self._note(f"another {called(slot)} is given as {_shown(said.key)}: {read}")
                else:
                    self._note(f"two values are given for the {called(slot)}, {value} and {read}")
                    return None
        return value

    def _one_name(self, said: Said, slot: Slot) -> str | None:
        """Return the one value that is given under a key, None for none and for several."""
        values = list(dict.fromkeys(_strings(leaf(said.value, slot), slot)))[:_MOST_VALUES]
        found: dict[str, str] = {}
        for text in values:
            read = texts.name(text, slot)
            self._count(read, slot)
            if read.template:
                self._note(f"{_shown(text)} asks to be filled in, and was dropped")
            if read.value is not None:
                found.setdefault(key(read.value) or read.value, read.value)
                self._tell_change(slot, text, read.value)
        if len(found) > 1:
            several = ", ".join(list(found.values())[:4])
            self._note(f"several values are given for the {called(slot)}: {several}")
            return None
        return next(iter(found.values()), None)

    def _category(self) -> None:
        for said in [*self._of(Slot.CATEGORY), *self._of(Slot.TYPE)]:
            for text in _strings(leaf(said.value, Slot.CATEGORY), Slot.CATEGORY):
                is_type = said in self._said.get(Slot.TYPE, [])
                self._one_category(texts.unwrapped(texts.plain(text[:400])), said, is_type=is_type)

    def _one_category(self, text: str, said: Said, *, is_type: bool) -> None:
        found = self.result.found
        if is_cut(text):
            self.result.cut.append("category")
        elif says_nothing(text):
            return
        elif is_template(text, Slot.CATEGORY):
            self.result.templates += 1
        elif category := kinds.category(text):
            found.category = found.category or category
            self._tell_alias(said, Slot.CATEGORY)
        elif is_type and found.model is None and any(map(str.isdigit, text)):
            read = texts.name(text, Slot.MODEL)
            found.model = read.value
        elif not is_type:
            self._note(f"“{text[:60]}” is no category that hwlab knows")

    def _addresses(self) -> None:
        found: dict[str, None] = {}
        for said in self._of(Slot.MAC_ADDRESSES):
            macs, refused, cut = addresses(said.value)
            found.update(dict.fromkeys(macs))
            for text in refused:
                self._note(f"“{texts.plain(text)}” is no device's own MAC address")
            for text in [] if macs else _strings(said.value, Slot.MAC_ADDRESSES):
                self.result.templates += is_template(texts.plain(text[:300]), Slot.MAC_ADDRESSES)
            if cut:
                self.result.cut.append("mac_addresses")
            if macs:
                self._tell_alias(said, Slot.MAC_ADDRESSES)
        self.result.found.mac_addresses = list(found)

    def _specs(self) -> None:
        found: dict[str, str] = {}
        for said in self._of(Slot.SPECS):
            found.update(specs.flat(said.value))
        for said in self._said.get(Slot.SPEC, [])[:_MOST_VALUES]:
            for name, text in specs.flat(said.value, said.key).items():
                found.setdefault(name, text)
        self.result.found.specs = found

    def _height(self) -> None:
        for said in self._of(Slot.U_HEIGHT):
            for text in _strings(leaf(said.value, Slot.U_HEIGHT), Slot.U_HEIGHT):
                if is_cut(text):
                    self.result.cut.append("u_height")
                    return
                height = numbers.height(texts.plain(text[:200]))
                if height is not None:
                    self.result.found.u_height = height
                    self._tell_alias(said, Slot.U_HEIGHT)
                    self._tell_change(Slot.U_HEIGHT, text, str(height))
                    return
                self._no_height(texts.plain(text[:200]))
        for said in self._said.get(Slot.SPEC, []):
            if folded(said.key) in _SIZES and isinstance(said.value, str):
                found = numbers.with_unit(texts.plain(said.value[:200]))
                if len(found) == 1:
                    self.result.found.u_height = found.pop()
                    return

    def _no_height(self, text: str) -> None:
        if is_template(text, Slot.U_HEIGHT):
            self.result.templates += 1
        elif not says_nothing(text):
            self._note(f"“{text[:60]}” is no height in rack units")

    def _remarks(self) -> str | None:
        for said in self._of(Slot.AI_NOTES):
            parts = []
            for text in _strings(leaf(said.value, Slot.AI_NOTES), Slot.AI_NOTES):
                read = texts.remarks(text)
                self._count(read, Slot.AI_NOTES)
                if read.value is not None:
                    parts.append(read.value)
            if parts:
                self._tell_alias(said, Slot.AI_NOTES)
                return texts.remarks(" ".join(parts)).value
        return None

    def _confidence(self) -> None:
        for said in self._of(Slot.CONFIDENCE):
            value = said.value
            if isinstance(value, dict):
                plain = {folded(str(name)): one for name, one in value.items()}
                value = next(
                    (plain[name] for name in ("overall", "total", "device") if name in plain), value
                )
            for text in _strings(leaf(value, Slot.CONFIDENCE), Slot.CONFIDENCE)[:1]:
                self._one_confidence(text, said)
                return

    def _one_confidence(self, text: str, said: Said) -> None:
        read = texts.plain(text[:200]).strip(_QUOTES)
        if is_cut(read):
            self.result.cut.append("confidence")
        elif is_template(read, Slot.CONFIDENCE):
            self.result.templates += 1
        elif (confidence := numbers.confidence(read)) is not None:
            self.result.found.confidence = confidence
            self._tell_alias(said, Slot.CONFIDENCE)
            if text != f"{confidence:g}":
                self._tell_change(Slot.CONFIDENCE, text, str(confidence))
        elif not says_nothing(read):
            self._note(f"“{read[:60]}” is no confidence")

    def _count(self, read: texts.Read, slot: Slot) -> None:
        self.result.templates += read.template
        if read.cut:
            self.result.cut.append(slot.value)
        if read.note:
            self._note(read.note)

    def _note(self, text: str) -> None:
        if text not in self.result.found.notes and len(self.result.found.notes) < _MOST_VALUES:
            self.result.found.notes.append(text)

    def _tell_alias(self, said: Said, slot: Slot) -> None:
        if folded(said.key) != folded(slot.value):
            self._repair(f"took {_shown(said.key)} as {slot.value}")

    def _tell_change(self, slot: Slot, text: str, value: str) -> None:
        if isinstance(text, Digits) and slot in _NAMES:
            self._repair(f"kept the digits of the {called(slot)} {value}")
        elif text != value:
            self._repair(f"read {_shown(text)} as the {called(slot)} {value}")

    def _repair(self, text: str) -> None:
        if len(self.result.repairs) < _MOST_VALUES:
            self.result.repairs.append(text)


def _strings(value: Any, slot: Slot) -> list[str]:
    """Return the texts in a value: itself, or those of a list."""
    match value:
        case str():
            return [value]
        case list():
            found = [leaf(one, slot) for one in value[:_MOST_VALUES]]
            return [one for one in found if isinstance(one, str)]
    return []


def _shown(text: str) -> str:
    return f"“{texts.plain(text[:40])}”"
