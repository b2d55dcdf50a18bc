"""`hwlab queue replay --dry-run`: the plan, as lines."""

from typing import TYPE_CHECKING

import typer

from hwlab_cli import home
from hwlab_cli.errors import ExitCode
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.show import lines, people
from hwlab_cli.show.plain import harmless

if TYPE_CHECKING:
    from hwlab_cli.config import Settings


def told_plan(
    settings: "Settings", only: list[str] | None, limit: int | None, *, json: bool
) -> ExitCode:
    """Tell what a replay would do. Raises what keeps NetBox from being asked."""
    from hwlab_cli.delivery.forecast import forecast
    from hwlab_cli.netbox.client import Client

    client = Client(settings.netbox)
    steps = 0
    with OpLog.open(home.state_folder(), create=False) as log:
        for step in forecast(log, client, only, limit):
            steps += 1
            if json:
                lines.write(
                    {
                        "type": "plan",
                        "action": step.action,
                        "hw_id": step.hw_id,
                        "name": step.name,
                        "reason": step.reason,
                        "body": step.body,
                    }
                )
            else:
                whose = f"{step.hw_id}  " if step.hw_id else ""
                reason = f" ({step.reason})" if step.reason else ""
                typer.echo(harmless(f"{step.action:8}  {whose}{step.name}{reason}"))
    if not json:
        people.say("dry run: nothing was made" if steps else "nothing to carry out")
    return ExitCode.DONE
