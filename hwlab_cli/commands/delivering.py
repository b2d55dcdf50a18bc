"""Delivering at once what a command has just queued."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hwlab_cli.commands.guard import told
from hwlab_cli.errors import ExitCode

if TYPE_CHECKING:
    from hwlab_cli.workspace import Workspace


def delivered_now(
    work: "Workspace", hw_ids: Sequence[str], *, json: bool, verbose: bool
) -> ExitCode | None:
    """Deliver these; return the exit code of what kept NetBox from being asked, if anything did."""
    from hwlab_cli.delivery.run import Delivery  # loads requests and Pillow

    delivery = Delivery(work)
    for carried in delivery.run(only=hw_ids):
        if carried.error is not None:
            told(carried.error, json=json, verbose=verbose)
    if delivery.fault is None:
        return None
    told(delivery.fault, json=json, verbose=verbose)
    return delivery.fault.exit_code
