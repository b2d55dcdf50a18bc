"""What an evaluation found, for people and for scripts."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hwlab_cli.evaluation.calibration import Calibration
from hwlab_cli.evaluation.comparing import Change, Comparison
from hwlab_cli.evaluation.judging import Outcome
from hwlab_cli.evaluation.result import Result
from hwlab_cli.evaluation.tally import Counts, Tally
from hwlab_cli.identify.wording import called
from hwlab_cli.show.figures import ALONE, FIELD_HEADS, field_counts, overview, told, verdict, wanted
from hwlab_cli.show.plain import harmless, one_line

_MOST_MISTAKES = 20


def evaluation_line(one: Tally) -> dict[str, Any]:
    """Return the JSON line of a tier's figures."""
    return {
        "type": "evaluation",
        "tier": one.tier,
        "model": one.model,
        "devices": one.devices,
        "answered": one.answered,
        "right": one.right,
        "fields": {name.value: _counts(counts) for name, counts in one.fields.items()},
        "calibration": _calibration(one.calibration),
        "said_calibration": _calibration(one.said_calibration),
        "median_seconds": one.median_seconds,
        "longest_seconds": one.longest_seconds,
        "prompt_tokens": one.prompt_tokens,
        "completion_tokens": one.completion_tokens,
        "memory_bytes": one.memory_bytes,
    }


def comparison_line(one: Comparison) -> dict[str, Any]:
    """Return the JSON line of a comparison."""
    return {
        "type": "comparison",
        "first": one.first,
        "second": one.second,
        "devices": one.devices,
        **_change(one.whole),
        "fields": {name.value: _change(change) for name, change in one.fields.items()},
    }


def evaluation(tallies: Sequence[Tally], results: Sequence[Result]) -> None:
    """Write the figures of all tiers to stdout as tables, and what was wrong."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(_overview(tallies))
    console.print()
    console.print(_by_field(tallies))
    if _has_models(tallies):
        console.print(Text(ALONE, style="dim"))
    console.print()
    if any(one.calibration.bins for one in tallies):
        console.print(_by_confidence(tallies))
        console.print()
    mistakes = _mistakes(results)
    for text in mistakes[:_MOST_MISTAKES]:
        console.print(Text(text))
    if len(mistakes) > _MOST_MISTAKES:
        more = len(mistakes) - _MOST_MISTAKES
        console.print(Text(f"and {more} more; --html writes a report with all of them"))


def comparison(one: Comparison) -> None:
    """Write a comparison to stdout: what got better and worse, and whether that means anything."""
    console = Console(highlight=False, markup=False, emoji=False)
    first, second = harmless(one.first), harmless(one.second)
    console.print(Text(f"{second} against {first}, {one.devices} devices: {verdict(one.whole)}"))
    for word, names in (("better", one.whole.better), ("worse", one.whole.worse)):
        if names:
            console.print(Text(f"  {word}: {', '.join(map(harmless, names))}"))
    table = _table("field", "better", "worse", "by chance")
    for name, change in one.fields.items():
        if change.better or change.worse:
            counts = str(len(change.better)), str(len(change.worse))
            table.add_row(called(name), *counts, f"{change.chance:.2f}")
    if table.row_count:
        console.print(table)


def _overview(tallies: Sequence[Tally]) -> Table:
    table = _table("", *(one.tier for one in tallies))
    for row in overview(tallies):
        table.add_row(*(Text(one_line(cell, 60)) for cell in row))
    return table


def _by_field(tallies: Sequence[Tally]) -> Table:
    shown = FIELD_HEADS if _has_models(tallies) else FIELD_HEADS[:-1]
    table = _table("field", "tier", *shown)
    for name in dict.fromkeys(name for one in tallies for name in one.fields):
        label = called(name)
        for one in tallies:
            if name not in one.fields:
                continue
            counts = one.fields[name]
            cells = field_counts(counts)[: len(shown)]
            style = "bold red" if counts.wrong_proven else None
            table.add_row(label, Text(harmless(one.tier)), *cells, style=style)
            label = ""
    return table


def _has_models(tallies: Sequence[Tally]) -> bool:
    return any(counts.said_right is not None for one in tallies for counts in one.fields.values())


def _by_confidence(tallies: Sequence[Tally]) -> Table:
    table = _table("confidence", "tier", "devices", "mean", "right", "95 % of such samples")
    for one in tallies:
        for cell in one.calibration.bins:
            low, high = cell.interval
            table.add_row(
                f"{cell.low:.1f} to {cell.high:.1f}",
                Text(harmless(one.tier)),
                str(cell.count),
                f"{cell.confidence:.2f}",
                f"{cell.share:.2f}",
                f"{low:.2f} to {high:.2f}",
            )
    return table


def _mistakes(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each mistake, and for each tier that gave no answer.

    A mistake that several tiers make is one, and stands with the first of them.
    """
    tiers: dict[tuple[str, str], list[str]] = {}
    for one in results:
        for text in _mistakes_of(one):
            tiers.setdefault((one.device, text), []).append(one.tier)
    return [harmless(f"{device}, {', '.join(by)}: {text}") for (device, text), by in tiers.items()]


def _mistakes_of(one: Result) -> Iterator[str]:
    if one.error:
        yield f"no answer: {one.error}"
    for name, judged in one.fields.items():
        if judged.outcome is Outcome.WRONG:
            proven = ", and it is proven" if judged.proven else ""
            yield f"the {called(name)} is {wanted(name, judged)}, not {told(judged)}{proven}"


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _counts(one: Counts) -> dict[str, int | None]:
    return {
        "right": one.right,
        "right_proven": one.right_proven,
        "wrong": one.wrong,
        "wrong_proven": one.wrong_proven,
        "missing": one.missing,
        "said_right": one.said_right,
        "said_wrong": one.said_wrong,
        "said_missing": one.said_missing,
    }


def _calibration(one: Calibration) -> dict[str, Any]:
    bins = [
        {
            "low": cell.low,
            "high": cell.high,
            "count": cell.count,
            "confidence": round(cell.confidence, 4),
            "right": cell.right,
        }
        for cell in one.bins
    ]
    return {
        "count": one.count,
        "error": None if one.error is None else round(one.error, 4),
        "brier": None if one.brier is None else round(one.brier, 4),
        "bins": bins,
    }


def _change(one: Change) -> dict[str, Any]:
    return {"better": list(one.better), "worse": list(one.worse), "p": round(one.chance, 6)}
