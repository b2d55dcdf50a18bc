"""The part of `hwlab queue` that changes it by hand: retry, edit, discard, prune."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from hwlab_cli import home
from hwlab_cli.commands.guard import Json, Verbose, guarded, told
from hwlab_cli.commands.names import typed_fields
from hwlab_cli.errors import ExitCode, HwlabError, UsageError, overall
from hwlab_cli.model import State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.show import lines

app = typer.Typer(add_completion=False, rich_markup_mode=None)

HwIds = Annotated[
    list[str] | None, typer.Argument(metavar="HW_ID...", help="The intakes it is about.")
]
_CODES = {State.HELD: ExitCode.HELD, State.FAILED: ExitCode.SOME_FAILED}


@app.command()
@guarded
def retry(
    hw_ids: HwIds = None,
    every: Annotated[
        bool, typer.Option("--all", help="Everything that is held or failed.")
    ] = False,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Make what is held or failed ready again.

    `hwlab queue replay` then tries it.
    """
    from hwlab_cli.oplog import settle

    with OpLog.open(home.state_folder(), create=False) as log:
        names = _named(log, hw_ids, every=every, states=settle.RETRYABLE)
        return _changed(
            log, names, lambda name: settle.retry(log, name), json=json, verbose=verbose
        )


@app.command()
@guarded
def edit(
    hw_id: Annotated[str, typer.Argument(metavar="HW_ID", help="The intake to edit.")],
    values: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE...", help="As in serial=ABC123.")
    ],
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Set fields by hand: a person's word is proof.

    Where the device may be of several types, type=N picks one by its number, and type=new says
    that it is none of them.
    """
    from hwlab_cli import config
    from hwlab_cli import hw_id as names
    from hwlab_cli.reviewing import fields
    from hwlab_cli.show.card import intake_card

    typed = typed_fields(values)
    choice = typed.pop("type", None)
    settings = config.load()
    with OpLog.open(home.state_folder(), create=False) as log:
        one = query.intake(log, names.parse(hw_id))
        fields.edit(log, one, typed, settings.intake.unproven, choice=choice)
        one = query.intake(log, one.hw_id)
    if json:
        lines.write(lines.intake(one))
    else:
        intake_card(one, known=False, netbox=bool(settings.netbox.url))
    return _CODES.get(one.state, ExitCode.DONE)


@app.command()
@guarded
def discard(
    hw_ids: HwIds = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; it stands in the history.")
    ] = "discarded by hand",
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Give intakes up.

    Nothing more of them is done; their photos stay until `hwlab queue prune`.
    """
    from hwlab_cli.oplog import settle

    with OpLog.open(home.state_folder(), create=False) as log:
        names = _named(log, hw_ids, every=False, states=())
        return _changed(
            log, names, lambda name: settle.discard(log, name, reason), json=json, verbose=verbose
        )


@app.command()
@guarded
def prune(
    older_than: Annotated[
        int,
        typer.Option(
            "--older-than", metavar="DAYS", min=0, max=36_500, help="Untouched for DAYS days."
        ),
    ] = 90,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be removed.")
    ] = False,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Remove old intakes that are done or discarded.

    Their photos go too, but a delivered photo is still known when it comes again.
    """
    from datetime import UTC, datetime, timedelta

    from hwlab_cli.oplog.prune import prune as pruned
    from hwlab_cli.photos.originals import Originals

    folder = home.state_folder()
    # All of it, also what was done while the clock was ahead.
    before = datetime.max.replace(tzinfo=UTC)
    if older_than:
        before = datetime.now(UTC) - timedelta(days=older_than)
    with OpLog.open(folder, create=False) as log:
        gone = pruned(log, Originals(folder / "originals"), before, dry_run=dry_run)
    counts = {"intakes": gone.intakes, "originals": gone.originals, "bytes": gone.bytes}
    if json:
        lines.write(lines.summary(counts, ExitCode.DONE))
    else:
        verb = "would remove" if dry_run else "removed"
        size = f"{gone.bytes / 2**20:.1f} MiB"
        typer.echo(f"{verb} {gone.intakes} intakes and {gone.originals} originals, {size}")
    return ExitCode.DONE


def _named(
    log: OpLog, hw_ids: Sequence[str] | None, *, every: bool, states: Sequence[State]
) -> list[str]:
    from hwlab_cli import hw_id

    if every:
        return [one.hw_id for one in query.intakes(log, states)]
    if not hw_ids:
        raise UsageError("no intake was named", hint="name HW_IDs; `hwlab queue list` shows them")
    return [hw_id.parse(name) for name in hw_ids]


def _changed(
    log: OpLog,
    names: Sequence[str],
    change: Callable[[str], State],
    *,
    json: bool,
    verbose: bool,
) -> ExitCode:
    """Change intakes one by one; one that can't be changed does not stop the others."""
    codes = []
    for name in names:
        try:
            state = change(name)
        except HwlabError as error:
            told(error, json=json, verbose=verbose)
            codes.append(error.exit_code)
            continue
        codes.append(ExitCode.DONE)
        if json:
            lines.write(lines.listed(query.intake(log, name)))
        else:
            typer.echo(f"{name}: {state.value}")
    return overall(codes)
