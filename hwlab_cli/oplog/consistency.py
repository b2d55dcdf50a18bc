"""What one intake's records must fulfill, as pure functions over them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwlab_cli import hw_id as hw_ids
from hwlab_cli.errors import NotFoundError
from hwlab_cli.model import Identification, OpKind, State


@dataclass(frozen=True, slots=True)
class OpRecord:
    """An op as the log has it."""

    position: int
    kind: str
    state: str
    attempts: int
    body: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A change of an op as the log has it."""

    position: int
    from_state: str | None
    to_state: str


@dataclass(frozen=True, slots=True)
class IntakeRecord:
    """An intake as the log has it, with its ops by position and its events by age."""

    hw_id: str
    source: str
    standing: tuple[str, int | None, str | None, int]
    identification: str | None
    photo_positions: tuple[int, ...]
    ops: tuple[OpRecord, ...]
    events: tuple[EventRecord, ...]


def contradictions(intake: IntakeRecord) -> Iterator[str]:
    """Yield a sentence for everything in an intake's records that can't be."""
    yield from _name(intake.hw_id)
    yield from _photos(intake)
    yield from _plan(intake)
    yield from _order(intake.ops)
    yield from _standing(intake)
    yield from _identification(intake)
    yield from _bodies(intake.ops)
    yield from _history(intake)


def _name(hw_id: str) -> Iterator[str]:
    try:
        legal = hw_ids.parse(hw_id) == hw_id
    except NotFoundError:
        legal = False
    if not legal:
        yield "its name is no legal hw_id"


def _photos(intake: IntakeRecord) -> Iterator[str]:
    if intake.photo_positions != tuple(range(len(intake.photo_positions))):
        yield "its photos are not numbered one after the other"
    if intake.source == "photo" and not intake.photo_positions:
        yield "it was photographed, but has no photo"


def _plan(intake: IntakeRecord) -> Iterator[str]:
    if [op.position for op in intake.ops] != list(range(1, len(intake.ops) + 1)):
        yield "its ops are not numbered one after the other"
    identifies = [op.position for op in intake.ops if op.kind == OpKind.IDENTIFY]
    if identifies != ([1] if intake.source == "photo" else []):
        yield "its identification is not owed once and first"


def _order(ops: Sequence[OpRecord]) -> Iterator[str]:
    still_open = [op for op in ops if op.state != State.DONE]
    for op in still_open[1:]:
        if op.state == State.SENT:
            yield f"{op.kind} was sent before what comes before it was done"
        if (op.state == State.DISCARDED) != (still_open[0].state == State.DISCARDED):
            yield "it was discarded in part"
    if still_open:
        for op in ops:
            if op.state == State.DONE and op.position > still_open[0].position:
                yield f"{op.kind} was done before what comes before it"


def _standing(intake: IntakeRecord) -> Iterator[str]:
    first = next((op for op in intake.ops if op.state != State.DONE), None)
    expected = (
        (first.state, first.position, first.kind, first.attempts)
        if first
        else (State.DONE.value, None, None, 0)
    )
    if intake.standing != expected:
        yield f"it is listed as {_words(intake.standing)}, but its ops say {_words(expected)}"


def _words(standing: tuple[str, int | None, str | None, int]) -> str:
    state, position, kind, tries = standing
    return state if position is None else f"{state} at {kind} ({position}), attempt {tries}"


def _identification(intake: IntakeRecord) -> Iterator[str]:
    identified = all(op.kind != OpKind.IDENTIFY or op.state == State.DONE for op in intake.ops)
    if intake.identification is None:
        if identified:
            yield "it was identified, but what it is is missing"
        return
    try:
        Identification.from_json(json.loads(intake.identification))
    except (ValueError, LookupError, TypeError, AttributeError):
        yield "its identification can't be read"


def _bodies(ops: Sequence[OpRecord]) -> Iterator[str]:
    for op in ops:
        try:
            readable = isinstance(json.loads(op.body), dict)
        except ValueError:
            readable = False
        if not readable:
            yield f"the body of its {op.kind} can't be read"


def _history(intake: IntakeRecord) -> Iterator[str]:
    """Follow each op's events; an op that was replaced ends discarded, and another begins."""
    reached: dict[int, str] = {}
    for event in intake.events:
        before = reached.get(event.position)
        begins = event.from_state is None and before in {None, State.DISCARDED.value}
        if not begins and event.from_state != before:
            yield f"its history has a gap at op {event.position}"
        reached[event.position] = event.to_state
    for op in intake.ops:
        if reached.pop(op.position, None) != op.state:
            yield f"its history does not lead to where its {op.kind} stands"
    if any(state != State.DISCARDED for state in reached.values()):
        yield "its history tells of ops that it does not have"
