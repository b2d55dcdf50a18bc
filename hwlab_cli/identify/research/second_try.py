"""One more try at what a device is, with what a search engine finds of it."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from hwlab_cli.identify import prompts
from hwlab_cli.identify.inquiry import Inquiry, Verdict
from hwlab_cli.identify.research.pages import Found, Page
from hwlab_cli.identify.research.query import searchable, words
from hwlab_cli.identify.research.taken import taken
from hwlab_cli.identify.vision.faults import StoppedError, VisionError

TIER = "research"
"""What its records bear for a tier."""


class Searches(Protocol):
    """Whoever finds pages; `most` of them are told."""

    @property
    def url(self) -> str: ...  # noqa: D102 - where it is, for the record
    @property
    def most(self) -> int: ...  # noqa: D102 - see above

    def search(self, words: str, stop: Callable[[], bool] = bool) -> Found:
        """Return what is found for some words; raises one of `vision.faults`."""


def with_research(inquiry: Inquiry, verdict: Verdict, engine: Searches | None) -> Verdict:
    """Return a verdict with the names that it lacks, where pages tell them to the model.

    Only where a model answered, for somebody has to read what is found, and where it left
    model or category open. What goes wrong is told, and the verdict stays as it was.
    """
    found, best = verdict.found, inquiry.best
    if engine is None or best is None or (found.model and found.category):
        return verdict
    # What was found is in the earlier answer, for the model to keep or to mend.
    if inquiry.is_again:
        return verdict
    value = searchable(found, inquiry.looked)
    if value is None:
        inquiry.records.append(_record(engine, error="no name is printed that may be looked up"))
        return inquiry.mended(verdict, found)
    pages = _searched(inquiry, engine, value)
    if pages:
        template = inquiry.template(prompts.RESEARCH)
        looked = inquiry.looked
        told = [page.text for page in pages]
        prompt = prompts.research(template, looked.readings, looked.embedded, told)
        opinion = inquiry.opinion(best.tier, prompt)
        # One that was cut, or names several devices, is no better than none.
        if opinion is not None and not opinion.truncated and not opinion.found.questions:
            found = taken(found, opinion.found, pages)
    return inquiry.mended(verdict, found)


def _searched(inquiry: Inquiry, engine: Searches, value: str) -> Sequence[Page]:
    """Return the pages that name a value; recorded, also where there are none."""
    query, began = words(value, inquiry.looked), time.monotonic()
    try:
        found = engine.search(query, inquiry.stop)
    except StoppedError:
        raise
    except VisionError as error:
        inquiry.failed(error)
        inquiry.records.append(_record(engine, query=query, error=error.message))
        return ()
    # An engine that knows nothing of a number shows what is like it, or popular.
    pages = [page for page in found.pages if page.names(value)][: engine.most]
    seconds = round(time.monotonic() - began, 3)
    addresses = [page.address for page in pages]
    record = _record(engine, query=query, pages=addresses, seconds=seconds, notes=found.notes)
    inquiry.records.append(record)
    return pages


def _record(engine: Searches, **known: Any) -> dict[str, Any]:
    notes = list(known.pop("notes", ()))
    blank = {"query": "", "pages": [], "seconds": 0.0, "error": ""}
    named = {"tier": TIER, "endpoint": engine.url, "model": "SearXNG", "shadow": False}
    return {**named, **blank, **known, "notes": notes}
