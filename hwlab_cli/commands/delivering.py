"""Delivering at once what a command has just queued."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hwlab_cli.commands.guard import told
from hwlab_cli.errors import ExitCode
from hwlab_cli.model import State

if TYPE_CHECKING:
    from hwlab_cli.carried import Carried
    from hwlab_cli.oplog.query import Intake
    from hwlab_cli.workspace import Workspace


def delivered_now(
    work: "Workspace",
    hw_ids: Sequence[str],
    *,
    json: bool,
    verbose: bool,
    stop: Callable[[], bool] = bool,
    hear: Callable[["Carried"], object] = bool,
) -> ExitCode | None:
    """Deliver these; return the exit code of what kept NetBox from being asked, if anything did.

    `stop` ends it after what is under way; `hear` is told each op as it is settled.
    """
    from hwlab_cli.delivery.run import Delivery  # loads requests and Pillow

    delivery = Delivery(work)
    for carried in delivery.run(only=hw_ids, stop=stop):
        hear(carried)
        for error in (*carried.passed_over, *filter(None, [carried.error])):
            told(error, json=json, verbose=verbose)
    if delivery.fault is None:
        return None
    told(delivery.fault, json=json, verbose=verbose)
    return delivery.fault.exit_code


def code_of(one: "Intake") -> ExitCode:
    """Return the exit code of an intake that NetBox was to have by now."""
    match one.state:
        case State.HELD:
            return ExitCode.HELD
        case State.FAILED:
            return ExitCode.SOME_FAILED
        case State.READY | State.SENT:
            return ExitCode.QUEUED
        case _:
            return ExitCode.DONE
