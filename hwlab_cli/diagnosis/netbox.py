"""NetBox: what `netbox check` finds, with its rights told as one where all are there; its clock."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests

from hwlab_cli.catalog.store import CATALOG_NAME, Catalog
from hwlab_cli.diagnosis.finding import Finding, fault, note, of_error, warning
from hwlab_cli.diagnosis.ground import BUSY_SECONDS, Ground
from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.netbox import checking
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import LATER

_MOST_SKEW = 60.0
"""Seconds by which two clocks may differ: none of what hwlab does is as exact."""


def look(ground: Ground) -> Iterator[Finding]:
    """Yield what is found of NetBox; requests that it refuses are the most that it is sent."""
    settings = ground.settings.netbox if ground.settings else None
    if settings is None or not settings.url:
        hint = "set netbox.url in the configuration, or HWLAB_NETBOX_URL, to deliver"
        yield note("netbox.none", "", "no NetBox is configured: devices wait in the queue", hint)
        return
    try:
        client = Client(settings)
    except HwlabError as error:
        yield of_error("netbox.access", error, f"{settings.url}, {error.item}")
        return
    dates: list[tuple[str, datetime]] = []

    def keep_date(answer: requests.Response, *_: Any, **__: Any) -> None:
        dates.append((answer.headers.get("Date", ""), datetime.now(UTC)))

    client.session.hooks["response"].append(keep_date)
    try:
        yield from _checked(client, ground)
    except HwlabError as error:
        yield of_error("netbox.access", error)
    finally:
        client.close()
    yield from _clock(dates)


def _checked(client: Client, ground: Ground) -> Iterator[Finding]:
    in_full = client.settings.create_types and _has_definitions(ground.home)
    permitted = 0
    for one in checking.check(client, in_full=in_full):
        name = f"netbox.{one.about}"
        if not one.well:
            away = one.code is ExitCode.QUEUED and LATER not in one.hint
            hint = f"{one.hint}; {LATER}" if away else one.hint
            yield fault(name, one.what, one.found, hint, one.code)
        elif one.about == "right":
            permitted += 1
        else:
            yield Finding(name, one.what, one.found)
    if permitted:
        found = f"{permitted} that deliveries need are there"
        yield Finding("netbox.right", "rights", found, details={"count": permitted})


def _has_definitions(home: Path) -> bool:
    if not (home / CATALOG_NAME).exists():
        return False
    try:
        with Catalog.look(home, busy_seconds=BUSY_SECONDS) as catalog:
            return catalog.has_definitions()
    except HwlabError:
        return False  # what is wrong with the catalog is told with the catalog


def _clock(dates: list[tuple[str, datetime]]) -> Iterator[Finding]:
    """Yield how far the clocks are apart; nothing where no answer had a date."""
    for said, ours in reversed(dates):
        try:
            theirs = parsedate_to_datetime(said)
        except ValueError:
            continue
        skew = round((ours - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds())
        if abs(skew) <= _MOST_SKEW:
            yield Finding(
                "netbox.clock", "clock", "its clock and ours agree", details={"seconds": skew}
            )
            return
        which = "ahead of" if skew > 0 else "behind"
        found = f"our clock is {abs(skew)} s {which} its own"
        hint = "set the clock that is wrong: times in the log and in NetBox don't agree"
        yield warning("netbox.clock", "clock", found, hint, seconds=skew)
        return
