"""An evaluation's figures in words, for tables of any kind."""

from collections.abc import Sequence

from hwlab_cli.evaluation.comparing import Change
from hwlab_cli.evaluation.judging import Judged
from hwlab_cli.evaluation.significance import LEVEL, enough
from hwlab_cli.evaluation.tally import Counts, Tally
from hwlab_cli.model import IdentifiedField


def verdict(change: Change) -> str:
    """Say what a change of whole devices means."""
    better, worse = len(change.better), len(change.worse)
    if not better and not worse:
        return "none is different"
    counts = f"{better} better, {worse} worse"
    if change.chance <= LEVEL:
        which = "better" if better > worse else "worse"
        return f"{counts}: {which}, and hardly by chance (p = {change.chance:.3f})"
    told = f"{counts}: it may be chance (p = {change.chance:.2f})"
    few = enough()
    return f"{told}; fewer than {few} that differ never tell" if better + worse < few else told


def overview(tallies: Sequence[Tally]) -> list[list[str]]:
    """Return the figures of tiers as a person reads them: a row a figure, a column a tier.

    What nobody says anything of has no row.
    """
    columns = [_figures(one) for one in tallies]
    rows = [[head, *(column[head] for column in columns)] for head in columns[0]]
    return [row for row in rows if any(row[1:])]


def field_counts(one: Counts) -> tuple[str, ...]:
    """Return a field's counts as a person reads them: right, of them proven, wrong, …"""
    own = (one.said_right, one.said_wrong, one.said_missing)
    alone = "" if own[0] is None else "/".join(map(str, own))
    counts = (one.right, one.right_proven, one.wrong, one.wrong_proven, one.missing)
    return (*map(str, counts), alone)


FIELD_HEADS = (
    "right",
    "proven",
    "wrong",
    "wrong but proven",
    "missing",
    "model alone",
)
"""What stands above `field_counts`."""

ALONE = (
    "model alone: right/wrong/missing in its own words, before hwlab held them against the photos"
)
"""What the last of them means."""


def told(one: Judged) -> str:
    """Say what was found of a field."""
    return ", ".join(one.found) or "nothing"


def wanted(name: IdentifiedField, one: Judged) -> str:
    """Say what the truth is of a field."""
    link = ", " if name is IdentifiedField.MAC_ADDRESSES else " or "
    return link.join(one.wanted) or "none"


def _figures(one: Tally) -> dict[str, str]:
    error = one.calibration.error
    return {
        "model": one.model,
        "answered": f"{one.answered} of {one.devices}",
        "devices right": f"{one.right} of {one.devices}",
        "values wrong but proven": str(one.wrong_proven),
        "confidence is off by": "" if error is None else f"{error:.2f}",
        "seconds, median": _rounded(one.median_seconds),
        "seconds, longest": _rounded(one.longest_seconds),
        "tokens in, mean": _whole(one.prompt_tokens),
        "tokens out, mean": _whole(one.completion_tokens),
        "memory of the server": _gibibytes(one.memory_bytes),
    }


def _rounded(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.1f}"


def _whole(number: float | None) -> str:
    return "" if number is None else f"{number:.0f}"


def _gibibytes(size: int | None) -> str:
    return "" if size is None else f"{size / 2**30:.1f} GiB"
