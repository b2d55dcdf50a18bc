"""What follows a sitting: what is ready by then is delivered, and all of it counted."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hwlab_cli.commands.delivering import code_of, delivered_now
from hwlab_cli.errors import ExitCode, NotFoundError
from hwlab_cli.model import State
from hwlab_cli.oplog import query
from hwlab_cli.show import people

if TYPE_CHECKING:
    from hwlab_cli.oplog.query import Intake
    from hwlab_cli.workspace import Workspace

_CODES = {State.HELD: ExitCode.HELD, State.FAILED: ExitCode.SOME_FAILED}


def finished(
    work: "Workspace", waiting: Sequence[str], changed: Sequence[str], *, verbose: bool
) -> list[ExitCode]:
    """Deliver what decisions made ready; tell where all of it stands; return the exit codes."""
    codes = []
    configured = bool(work.settings.netbox.url)
    ready = [one.hw_id for one in _intakes(work, changed) if one.state is State.READY]
    if ready and configured:
        fault = delivered_now(work, ready, json=False, verbose=verbose)
        codes += [fault] if fault is not None else []
    counts: Counter[str] = Counter()
    for one in _intakes(work, list(dict.fromkeys([*waiting, *changed]))):
        counts[one.state.value] += 1
        delivers = configured and one.hw_id in changed
        codes.append(code_of(one) if delivers else _CODES.get(one.state, ExitCode.DONE))
        if one.hw_id in ready:
            url = f"  {one.netbox_url}" if one.netbox_url else ""
            people.say(f"{one.hw_id}: {one.state.value}{url}")
    people.say(", ".join(f"{number} {state}" for state, number in counts.items()))
    return codes


def _intakes(work: "Workspace", hw_ids: Sequence[str]) -> "list[Intake]":
    found = []
    for hw_id in hw_ids:
        try:
            found.append(query.intake(work.log, hw_id))
        except NotFoundError:
            continue  # pruned meanwhile
    return found
