"""`hwlab queue`: see the queue, carry on with it, mend it."""

import typer

from hwlab_cli.commands import queue_change, queue_read, queue_replay, queue_split

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="See the queue, carry on with it, mend it.",
)
for _part in (queue_read.app, queue_replay.app, queue_change.app, queue_split.app):
    app.registered_commands += _part.registered_commands
