"""Which stage an intake came to, of what was just carried out for it."""

from typing import Any

from hwlab_cli.carried import Carried
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog.query import Op
from hwlab_cli.show.lines import Stage

_DONE: dict[OpKind, Stage] = {
    OpKind.IDENTIFY: "identified",
    OpKind.CREATE_DEVICE: "created",
    OpKind.ATTACH_PHOTO: "attached",
    OpKind.PATCH_CUSTOM_FIELDS: "patched",
}
_STOPPED: dict[State, Stage] = {State.HELD: "held", State.FAILED: "failed"}


def stages_of(carried: Carried) -> list[tuple[Stage, dict[str, Any]]]:
    """Return the stages that an intake came to by one op, in order, with what there is to tell."""
    one = carried.intake
    op = settled(carried)
    found: list[tuple[Stage, dict[str, Any]]] = []
    if op.state is State.DONE:
        stage = "adopted" if op.outcome == "adopted" else _DONE[op.kind]
        found.append((stage, _more(carried)))
    elif op.state in {State.READY, State.SENT}:
        found.append(("postponed", {"reason": op.reason}))
    elif op.state in _STOPPED:
        found.append((_STOPPED[op.state], {"reason": op.reason}))
    if carried.kind is OpKind.IDENTIFY and op.state is State.DONE and one.state in _STOPPED:
        found.append((_STOPPED[one.state], {"reason": "; ".join(one.reasons)}))
    return found


def settled(carried: Carried) -> Op:
    """Return the op that was carried out: of several of its kind, the last that came to an end."""
    ops = [op for op in carried.intake.ops if op.kind is carried.kind]
    return next((op for op in reversed(ops) if op.state is not State.READY or op.reason), ops[0])


def _more(carried: Carried) -> dict[str, Any]:
    one = carried.intake
    if carried.kind is not OpKind.IDENTIFY:
        return {"netbox_url": one.netbox_url}
    asked = one.identification.asked if one.identification else []
    tiers = [str(record["tier"]) for record in asked if record.get("tier")]
    return {"tiers": list(dict.fromkeys(tiers))}
