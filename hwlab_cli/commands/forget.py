"""`hwlab forget`: remove intakes from this machine."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli import home
from hwlab_cli.commands.guard import Json, Verbose, guarded, told
from hwlab_cli.errors import ExitCode, LockedError, UsageError, overall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hwlab_cli.oplog.connection import OpLog
    from hwlab_cli.oplog.forget import Forgotten

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_DAYS = 90


@app.command()
@guarded
def forget(
    hw_ids: Annotated[
        list[str] | None, typer.Argument(metavar="HW_ID...", help="The intakes to forget.")
    ] = None,
    done: Annotated[
        bool, typer.Option("--done", help="All that are done and old enough (--older-than).")
    ] = False,
    older_than: Annotated[
        int | None,
        typer.Option(
            "--older-than",
            metavar="DAYS",
            min=0,
            max=36_500,
            help=f"With --done: untouched for DAYS days, {_DAYS} unless told otherwise.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Also what was sent with an unknown outcome: NetBox may have its device, and "
            "would get a second one if the photos came again.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be removed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Remove intakes from this machine: their photos and every record of them.

    Nothing stays, not even that a photo was here: taken in again, it is a new intake. What NetBox
    has stays there, as do exports, labels and logs that you wrote to files.
    """
    from hwlab_cli.evaluation import kept
    from hwlab_cli.oplog import forget as forgetting
    from hwlab_cli.oplog import query
    from hwlab_cli.oplog.connection import OpLog
    from hwlab_cli.photos.originals import Originals
    from hwlab_cli.show import people

    if done == bool(hw_ids) or (older_than is not None and not done):
        raise UsageError(
            "name either HW_IDs or --done", hint="`hwlab queue list` shows the hw_ids there are"
        )
    folder, unfinished = home.state_folder(), False
    originals = Originals(folder / "originals")
    with OpLog.open(folder, create=False) as log:
        names = _named(log, hw_ids, _DAYS if older_than is None else older_than)
        found, refused = forgetting.foreseen(log, originals, names, force=force, done=done)
        if found and not dry_run:
            if not yes and not _agreed(found):
                people.say("nothing was forgotten")
                return ExitCode.DONE
            # First, so that the same call finishes it after a kill.
            if kept.clear(folder):
                people.say("what `hwlab eval` kept of photos and answers is gone, too")
            try:
                found, refused = forgetting.forget(log, originals, names, force=force, done=done)
            except LockedError as locked:
                # What went is gone, and what it left is still to be cleaned up.
                refused, unfinished = [*refused, locked], True
                found = [one for one in found if not query.is_here(log, one.hw_id)]
    for error in refused:
        told(error, json=json, verbose=verbose)
    codes = [*(ExitCode.DONE for _ in found), *(error.exit_code for error in refused)]
    # Bytes of what went may still be there: that is not done in part, it is not done.
    code = ExitCode.LOCKED if unfinished else overall(codes)
    _tell(found, code, dry_run=dry_run, json=json)
    return code


def _named(log: "OpLog", hw_ids: "Sequence[str] | None", days: int) -> list[str]:
    from datetime import UTC, datetime, timedelta

    from hwlab_cli import hw_id
    from hwlab_cli.oplog.forget import done_before

    if hw_ids:
        return [hw_id.parse(name) for name in hw_ids]
    # All of it, also what was done while the clock was ahead.
    before = datetime.now(UTC) - timedelta(days=days) if days else datetime.max.replace(tzinfo=UTC)
    return done_before(log, before)


def _agreed(found: "Sequence[Forgotten]") -> bool:
    """Ask a person at the terminal; raises UsageError where there is none."""
    names = ", ".join(one.hw_id for one in found[:5])
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    what = f"{names}{more}, with {sum(one.photos for one in found)} photos"
    if not sys.stdin.isatty():
        raise UsageError(
            f"there is nobody to ask whether to forget {what}",
            hint="--yes forgets without asking, --dry-run tells what would go",
        )
    sys.stderr.write(f"Forget {what}? This can't be undone. [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _tell(found: "Sequence[Forgotten]", code: ExitCode, *, dry_run: bool, json: bool) -> None:
    from hwlab_cli.show import lines
    from hwlab_cli.show.plain import harmless

    for one in found:
        if json:
            line = {"type": "forgotten", "done": not dry_run}
            lines.write({**line, **asdict(one), "named_in": list(one.named_in)})
        else:
            typer.echo(harmless(f"{one.hw_id}: {_in_words(one, dry_run=dry_run)}"))
    counts = {
        "intakes": len(found),
        "originals": sum(one.photos for one in found),
        "bytes": sum(one.bytes for one in found),
    }
    if json:
        lines.write(lines.summary(counts, code))


def _in_words(one: "Forgotten", *, dry_run: bool) -> str:
    parts = [f"{'would be forgotten' if dry_run else 'forgotten'}, with {one.photos} photos"]
    if one.shared:
        parts.append(f"{one.shared} photos stay, since other intakes have them")
    if one.netbox_url:
        parts.append(f"its device stays in NetBox: {one.netbox_url}")
    if one.may_be_there:
        parts.append("NetBox may have a device of this name")
    if one.named_in:
        parts.append(f"still named in the records of {', '.join(one.named_in)}")
    return "; ".join(parts)
