"""An evaluation as a page: the figures, then each device's photos beside what was made of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from xml.etree.ElementTree import Element

from hwlab_cli import __version__, show
from hwlab_cli.evaluation.comparing import Comparison
from hwlab_cli.evaluation.judging import Judged, Outcome
from hwlab_cli.evaluation.result import Result
from hwlab_cli.evaluation.tally import Tally
from hwlab_cli.identify.wording import called
from hwlab_cli.model import IdentifiedField
from hwlab_cli.show.figures import ALONE, FIELD_HEADS, field_counts, overview, told, verdict, wanted
from hwlab_cli.show.page import data_url, element, page

PHOTO_SIDE = 640
"""The longer side of the photos in a report, in pixels."""

_MARKS = {Outcome.RIGHT: "✓", Outcome.WRONG: "✗", Outcome.MISSING: "–"}


def report(
    folder: str,
    at: datetime,
    tallies: Sequence[Tally],
    results: Sequence[Result],
    plot: bytes,
    photos: Mapping[str, bytes],
    comparison: Comparison | None = None,
) -> bytes:
    """Return the page, with all that is in it.

    `plot` is a PNG; `photos` are JPEGs by the SHA-256 of what they were made from, without
    metadata; one that is not there is left out.
    """
    style = files(show).joinpath("report_page.css").read_text(encoding="utf-8")
    by_device: dict[str, list[Result]] = {}
    for one in results:
        by_device.setdefault(one.device, []).append(one)
    when = at.strftime("%Y-%m-%d %H:%M %Z").strip()
    counted = f"{len(by_device)} devices in {folder}, {when}, hwlab {__version__}"
    return page(
        f"hwlab eval {folder}",
        style,
        element("h1", "How well each tier identifies these devices"),
        element("p", counted, class_="faint"),
        _overview(tallies),
        *([_comparison(comparison)] if comparison else []),
        element("h2", "Field by field"),
        _by_field(tallies),
        element("p", ALONE, class_="faint"),
        element("h2", "Can confidence be taken at its word?"),
        element(
            "p",
            "Right here means that serial, model and manufacturer are, as far as their truth is "
            "known. On the diagonal, confidence says how often that is so.",
            class_="faint",
        ),
        element(
            "img",
            src=data_url(plot, "image/png"),
            alt="confidence against the share that is right, for each tier",
            class_="plot",
        ),
        element("h2", "Device by device"),
        _choice(),
        *(_device(name, ours, photos) for name, ours in by_device.items()),
    )


def _overview(tallies: Sequence[Tally]) -> Element:
    return _table(["", *(one.tier for one in tallies)], [[*row] for row in overview(tallies)])


def _comparison(one: Comparison) -> Element:
    parts: list[Element] = [
        element("h2", f"{one.second} against {one.first}"),
        element("p", f"{one.devices} devices: {verdict(one.whole)}"),
    ]
    for word, names in (("Better", one.whole.better), ("Worse", one.whole.worse)):
        if names:
            parts.append(element("p", f"{word}: {', '.join(names)}"))
    return element("section", *parts)


def _by_field(tallies: Sequence[Tally]) -> Element:
    rows: list[list[str | Element]] = []
    for name in dict.fromkeys(name for one in tallies for name in one.fields):
        having = [one for one in tallies if name in one.fields]
        labels = [called(name), *[""] * (len(having) - 1)]
        for label, one in zip(labels, having, strict=True):
            rows.append([label, one.tier, *field_counts(one.fields[name])])
    return _table(["field", "tier", *FIELD_HEADS], rows)


def _choice() -> Element:
    # A box that the style sheet looks at: the page needs no script.
    box = element("input", type="checkbox", id="mistakes")
    return element("p", element("label", box, " only where something is wrong"), class_="choice")


def _device(name: str, results: Sequence[Result], photos: Mapping[str, bytes]) -> Element:
    is_fine = all(one.is_right for one in results)
    return element(
        "section",
        element("h3", name),
        element("div", *_photos(results[0], photos), class_="photos"),
        element("div", _judged(results), class_="wide"),
        class_="device fine" if is_fine else "device",
    )


def _photos(one: Result, photos: Mapping[str, bytes]) -> Iterator[Element]:
    for name, sha256 in zip(one.photos, one.sha256, strict=True):
        parts = [element("figcaption", name)]
        if sha256 in photos:
            address = data_url(photos[sha256], "image/jpeg")
            parts.insert(0, element("img", src=address, alt=name))
        yield element("figure", *parts)


def _judged(results: Sequence[Result]) -> Element:
    names = [name for name in IdentifiedField if any(name in one.fields for one in results)]
    rows: list[list[str | Element]] = []
    for name in names:
        cells = [one.fields.get(name) for one in results]
        truth = next(wanted(name, cell) for cell in cells if cell is not None)
        rows.append([called(name), truth, *(_cell(cell) for cell in cells)])
    rows.append(["confidence", "", *(_confidence(one) for one in results)])
    return _table(["field", "truth", *(one.tier for one in results)], rows)


def _cell(one: Judged | None) -> Element:
    if one is None:
        return element("td")
    proven = ", proven" if one.proven else ""
    parts: list[Element | str] = [f"{_MARKS[one.outcome]} {told(one)}{proven}"]
    if one.said is not None and one.said != one.found:
        said = f"the model alone: {', '.join(one.said) or 'nothing'}"
        parts.append(element("span", said, class_=f"said {one.said_outcome}"))
    is_worst = one.is_wrong_but_proven
    return element("td", *parts, class_=f"{one.outcome}{' proven-wrong' if is_worst else ''}")


def _confidence(one: Result) -> Element:
    if one.error:
        return element("td", f"no answer: {one.error}", class_="wrong")
    own = "" if one.confidence is None else f"{one.confidence:.2f}"
    if one.said_confidence is None:
        return element("td", own)
    said = element("span", f"the model's own: {one.said_confidence:.2f}", class_="said")
    return element("td", own, said)


def _table(heads: Sequence[str], rows: Sequence[list[str | Element]]) -> Element:
    body = element("tbody")
    for row in rows:
        cells = (one if isinstance(one, Element) else element("td", one) for one in row)
        body.append(element("tr", *cells))
    head = element("thead", element("tr", *(element("th", one, scope="col") for one in heads)))
    return element("div", element("table", head, body), class_="wide")
