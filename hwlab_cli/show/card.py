"""A device as a card: its fields, what proves each, what is missing, what happens next."""

import re
from collections.abc import Sequence

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hwlab_cli.known_types import asks_which
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField, State
from hwlab_cli.oplog.query import Event, Intake
from hwlab_cli.show.plain import harmless, one_line

_ROWS = (
    ("manufacturer", IdentifiedField.MANUFACTURER),
    ("model", IdentifiedField.MODEL),
    ("part number", IdentifiedField.PART_NUMBER),
    ("serial", IdentifiedField.SERIAL),
    ("asset tag", IdentifiedField.ASSET_TAG),
    ("category", IdentifiedField.CATEGORY),
    ("MAC", IdentifiedField.MAC_ADDRESSES),
)
_EXPECTED = (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.SERIAL)
_BORDERS = {State.HELD: "yellow", State.FAILED: "red", State.DONE: "green"}
_WIDEST = 100
_HOLDING = (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.SERIAL)


def card(
    found: Identification | None, title: str, foot: list[str], state: State | None = None
) -> None:
    """Write a card to stdout."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(panel(console.width, found, title, foot, state))


def panel(
    columns: int,
    found: Identification | None,
    title: str,
    foot: Sequence[str],
    state: State | None = None,
    choices: Sequence[str] = (),
) -> Panel:
    """Return a card for a terminal this wide; `choices` are numbered, to pick one of them."""
    body = Table.grid(padding=(0, 2))
    body.add_column(style="dim", no_wrap=True)
    body.add_column(overflow="fold")
    body.add_column(style="dim", overflow="fold")
    if found is not None:
        for label, name in _ROWS:
            _add(body, found, label, name)
        _add_what_proves_nothing(body, found)
        if found.confidence is not None:
            body.add_row("confidence", Text(f"{found.confidence:.2f}"), Text(""))
    rows: list[Table | Text] = [body]
    if found is not None:
        # What holds the device stands below, as the reason.
        open_points = [
            one
            for one in (*found.questions, *found.doubts)
            if not any(line.endswith(one) for line in foot)
        ]
        rows += [Text(f"? {harmless(one)}", style="yellow") for one in open_points]
        rows += [Text(f"· {harmless(note)}", style="dim") for note in found.notes]
    rows += [Text(f"{number}. {harmless(one)}") for number, one in enumerate(choices, 1)]
    rows += [Text(f"→ {_a_candidate_a_line(harmless(line))}") for line in foot]
    return Panel(
        Group(*rows),
        title=Text(harmless(title)),
        title_align="left",
        border_style=_BORDERS.get(state, "cyan") if state else "cyan",
        width=min(columns, _WIDEST),
    )


def intake_card(one: Intake, *, known: bool, netbox: bool) -> None:
    """Write the card of an intake, with what happens next; `netbox`: whether one is configured."""
    names = ", ".join(photo.name for photo in one.photos) or "typed in"
    foot = [
        *([f"also on its photo: {', '.join(one.siblings)}"] if one.siblings else []),
        *(f"{one.state.value}: {reason}" for reason in one.reasons),
        next_step(one, netbox=netbox),
    ]
    if known:
        foot.insert(0, "taken in before: nothing new was queued (--again takes it in once more)")
    card(one.identification, f"{one.hw_id}  {one_line(names, 70)}", foot, one.state)


def history(events: list[Event]) -> None:
    """Write an intake's history to stdout, a line a change."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in ("when (UTC)", "op", "attempt", "state", "what happened"):
        table.add_column(head, overflow="fold")
    for event in events:
        change = event.to_state.value
        if event.from_state and event.from_state is not event.to_state:
            change = f"{event.from_state.value} → {change}"
        because = f"{event.outcome}: {event.reason}" if event.reason else event.outcome
        table.add_row(
            event.at[:19].replace("T", " "),
            event.kind.value.replace("_", " "),
            str(event.attempt),
            change,
            Text(harmless(because)),
        )
    Console(highlight=False, markup=False, emoji=False).print(table)


def next_step(one: Intake, *, netbox: bool) -> str:
    """Say what happens next with an intake, or what a person can do."""
    match one.state:
        case State.DONE:
            return f"delivered: {one.netbox_url}" if one.netbox_url else "delivered"
        case State.DISCARDED:
            return "discarded"
        case State.HELD if one.identification and one.identification.several:
            return (
                f"next: hwlab review, or hwlab queue split {one.hw_id} where it shows several "
                f"devices, or hwlab queue split {one.hw_id} --one"
            )
        case State.HELD:
            return (
                f"next: hwlab review, or hwlab intake --into {one.hw_id} ANOTHER_PHOTO, "
                f"or hwlab queue edit {one.hw_id} {_to_type(one)}, "
                f"or hwlab queue discard {one.hw_id}"
            )
        case State.FAILED:
            return f"next: hwlab queue retry {one.hw_id}, or hwlab queue discard {one.hw_id}"
        case _ if one.identification is None:
            return "safe in the queue, not identified yet; next: hwlab queue replay"
        case _ if netbox:
            return "safe in the queue; next: hwlab queue replay"
        case _:
            return "safe in the queue; it waits there, since no NetBox is configured"


def _a_candidate_a_line(text: str) -> str:
    """Give each of the numbered types of a question a line of its own."""
    if "(type=1 " not in text:
        return text
    return re.sub(r"(?:,|(?<=:)) (?=\d{1,2}\. )", "\n    ", text)


def _to_type(one: Intake) -> str:
    """Return the fields whose want or doubt holds an intake, as a person would type them."""
    if any(map(asks_which, one.reasons)):
        return "type=…"
    found = one.identification
    wanted = [
        name
        for name in _HOLDING
        if found is None
        or (getattr(found, name.value) is None and name is not IdentifiedField.SERIAL)
        or (getattr(found, name.value) is not None and name not in found.proven)
    ]
    return " ".join(f"{name.value}=…" for name in wanted or [IdentifiedField.SERIAL])


def _add(body: Table, found: Identification, label: str, name: IdentifiedField) -> None:
    value = getattr(found, name.value)
    if not value:
        if name in _EXPECTED:
            body.add_row(label, Text("missing", style="yellow"), Text(""))
        return
    text = ", ".join(value) if isinstance(value, list) else str(value)
    proven = name in found.proven
    shown = Text(harmless(text), style="bold" if proven else "yellow")
    if not proven and name is not IdentifiedField.CATEGORY:
        shown.append(" ?")
    body.add_row(label, shown, Text(_because(found.evidence.get(name, []))))


def _add_what_proves_nothing(body: Table, found: Identification) -> None:
    """Add what only a model says of a device, and nothing is decided by."""
    if found.u_height is not None:
        body.add_row("height", Text(f"{found.u_height} U"), Text(""))
    for name, value in found.specs.items():
        body.add_row(Text(harmless(name)), Text(harmless(value)), Text(""))
    if found.ai_notes:
        body.add_row("notes", Text(harmless(found.ai_notes)), Text(""))


def _because(pieces: list[Evidence]) -> str:
    """Say in a few words what speaks for a field."""
    parts = []
    for kind in EvidenceKind:
        same = [piece for piece in pieces if piece.kind is kind]
        if not same:
            continue
        match kind:
            case EvidenceKind.BARCODE:
                codes = dict.fromkeys(piece.detail for piece in same)
                parts.append(f"barcode ({harmless(', '.join(codes))})")
            case EvidenceKind.TEXT if same[0].look:
                count = len({(piece.photo, piece.look) for piece in same})
                parts.append("print, read once" if count == 1 else f"print, {count} looks agree")
            case EvidenceKind.PERSON:
                parts.append("a person's word")
            case EvidenceKind.MODEL:
                who = dict.fromkeys(piece.detail for piece in same if piece.detail)
                parts.append(f"{harmless(', '.join(who))} says so" if who else "a model says so")
            case EvidenceKind.RESEARCH:
                more = f" and {len(same) - 1} more" if len(same) > 1 else ""
                parts.append(f"found at {one_line(same[0].detail, 60)}{more}")
            case _:
                parts.append(harmless(same[0].text))
    return "; ".join(parts)
