"""`hwlab eval`: how well each tier identifies devices whose truth is known."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.commands.mishaps import Mishaps
from hwlab_cli.errors import ExitCode, UsageError, overall

if TYPE_CHECKING:
    from hwlab_cli.evaluation.comparing import Comparison
    from hwlab_cli.evaluation.run import Evaluated, Evaluating
    from hwlab_cli.evaluation.truth import Device, Truth

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@guarded
def evaluate(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Photos, and truth.json, which says what they show."),
    ] = None,
    tier: Annotated[
        list[str] | None,
        typer.Option(
            "--tier",
            metavar="NAME",
            help="Only this tier, `label` for the recognizer inside hwlab, `together` for all in "
            "turn; may be given again.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, help="Only the first so many devices.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Read and ask again for what was kept.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a report, one HTML file.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Write the plot of confidence, a PNG."),
    ] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--compare",
            metavar="A B",
            help="Say what is better and worse with tier B than with A, or in run B than in A: "
            "files that --json wrote, without DIR.",
        ),
    ] = None,
    json: Json = False,
    verbose: Verbose = False,
) -> ExitCode:
    """Measure how well each tier identifies photos whose truth you know.

    Goes on where it was stopped: what was read and answered is kept.
    """
    from datetime import datetime

    from hwlab_cli.commands.eval_files import check_target, write
    from hwlab_cli.evaluation.tally import tally
    from hwlab_cli.show import evaluation as shown
    from hwlab_cli.show import lines

    if folder is None:
        return _of_runs(compare, json=json)
    for file, suffixes in ((html, {".html", ".htm"}), (plot, {".png"})):
        if file is not None:
            check_target(file, suffixes)
    mishaps = Mishaps(json=json, verbose=verbose)
    devices, codes = _devices(folder, limit, mishaps)
    if not devices:
        return overall(codes)
    found, more = _evaluated(devices, tier or [], compare, mishaps, fresh=fresh, json=json)
    codes += more
    asked = [one for one in found if one.results]
    tallies = [tally(one.results, one.memory_bytes) for one in asked]
    results = [result for one in asked for result in one.results]
    if json:
        for one in tallies:
            lines.write(shown.evaluation_line(one))
    elif tallies:
        shown.evaluation(tallies, results)
    comparison = _of_tiers(asked, compare) if compare else None
    if comparison:
        _tell(comparison, json=json)
    if tallies:
        at = datetime.now().astimezone()
        write(folder, at, tallies, results, comparison, html=html, plot=plot)
    code = overall([*codes, *([ExitCode.DONE] if results else [])])
    if json:
        counts = {"devices": len(devices), "tiers": len(tallies), "results": len(results)}
        lines.write(lines.summary(counts, code))
    return code


def _devices(
    folder: Path, limit: int | None, mishaps: Mishaps
) -> "tuple[list[Device], list[ExitCode]]":
    """Return the devices of a folder; where its truth is wrong, none, so that nothing is asked."""
    from hwlab_cli.evaluation import truth

    read = truth.read(folder)
    mishaps.tell([*read.wrong, *read.missing])
    codes = [one.exit_code for one in (*read.wrong, *read.missing)]
    if read.wrong:
        return [], [one.exit_code for one in read.wrong]
    _tell_of_untold(folder, read)
    return read.devices[:limit], codes


def _tell_of_untold(folder: Path, read: "Truth") -> None:
    """Say how many photos of the folder itself are in no entry."""
    from hwlab_cli.commands.names import SUFFIXES
    from hwlab_cli.show import people

    named = {photo for device in read.devices for photo in device.photos}
    try:
        there = {one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES}
    except OSError:  # a folder whose files may be opened, and not listed
        return
    untold = len(there - named)
    if untold and not read.missing:
        what = "photo is" if untold == 1 else "photos are"
        people.say(f"note: {untold} {what} not in truth.json, and left out")


def _evaluated(
    devices: "Sequence[Device]",
    wanted: Sequence[str],
    compare: tuple[str, str] | None,
    mishaps: Mishaps,
    *,
    fresh: bool,
    json: bool,
) -> "tuple[list[Evaluated], list[ExitCode]]":
    from hwlab_cli import config, home
    from hwlab_cli.evaluation.run import Evaluating, chosen
    from hwlab_cli.show import people
    from hwlab_cli.show.progress import Progress

    settings = config.load()
    names = chosen(settings.tiers, wanted)
    for name in compare or ():
        if name not in names:
            raise UsageError(
                "this tier is not evaluated",
                item=f"--compare {name}",
                hint=f"these are: {', '.join(names)}; two files are compared without DIR",
            )
    codes: list[ExitCode] = []
    found: list[Evaluated] = []
    with Evaluating(settings, home.state_folder(), fresh=fresh) as run:
        try:
            with Progress("reading", len(devices), quiet=json) as progress:
                usable, errors = run.read(devices, progress.step)
            mishaps.tell(errors)
            codes += [one.exit_code for one in errors]
            for name in names if usable else ():
                one = _one_tier(run, name, usable, mishaps, json=json)
                codes += [error.exit_code for error in one.errors]
                found.append(one)
        except KeyboardInterrupt:
            people.say("interrupted; what was read and answered is kept: the same command goes on")
            codes.append(ExitCode.INTERRUPTED)
    return found, codes


def _one_tier(
    run: "Evaluating",
    name: str,
    devices: "Sequence[Device]",
    mishaps: Mishaps,
    *,
    json: bool,
) -> "Evaluated":
    from hwlab_cli.show import lines, people
    from hwlab_cli.show.progress import Progress

    with Progress(f"asking {name}", len(devices), quiet=json) as progress:
        run.listener = progress.heard
        one = run.tier(name, devices, progress.step)
    mishaps.tell(one.errors, name)
    if len(one.results) < len(devices):
        people.say(f"note: {name} was asked about {len(one.results)} of {len(devices)} devices")
    if json:
        for result in one.results:
            lines.write(result.to_json())
    return one


def _of_tiers(found: "Sequence[Evaluated]", names: tuple[str, str]) -> "Comparison | None":
    from hwlab_cli.evaluation.comparing import compare

    by_tier = {one.tier: one.results for one in found}
    first, second = (by_tier.get(name) for name in names)
    # Why one of them has no results was told.
    return compare(first, second, names) if first and second else None


def _of_runs(files: tuple[str, str] | None, *, json: bool) -> ExitCode:
    """Compare two earlier runs, tier by tier; a run of one tier goes with any other of one."""
    from hwlab_cli.evaluation.comparing import compare, read_run

    if files is None:
        raise UsageError(
            "name a folder of photos, or two runs to compare",
            item="DIR",
            hint="as in `hwlab eval examples`, or `hwlab eval --compare before.jsonl after.jsonl`",
        )
    before, after = (read_run(Path(file)) for file in files)
    pairs = [(tier, tier) for tier in before if tier in after]
    if not pairs and len(before) == len(after) == 1:
        pairs = list(zip(before, after, strict=True))
    if not pairs:
        raise UsageError(
            "no tier is in both",
            item=" and ".join(files),
            hint=f"the first has {', '.join(before)}, the second {', '.join(after)}",
        )
    for one, other in pairs:
        names = f"{files[0]}: {one}", f"{files[1]}: {other}"
        _tell(compare(before[one], after[other], names), json=json)
    return ExitCode.DONE


def _tell(comparison: "Comparison", *, json: bool) -> None:
    from hwlab_cli.show import evaluation as shown
    from hwlab_cli.show import lines

    if json:
        lines.write(shown.comparison_line(comparison))
    else:
        shown.comparison(comparison)
