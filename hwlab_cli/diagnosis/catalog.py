"""The catalog: sound, filled, and how long ago."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hwlab_cli.catalog.device_type import Source, SourceKind
from hwlab_cli.catalog.store import CATALOG_NAME, Catalog
from hwlab_cli.diagnosis.finding import Finding, fault, note, of_error, warning
from hwlab_cli.diagnosis.ground import BUSY_SECONDS, Ground
from hwlab_cli.errors import HwlabError
from hwlab_cli.sqlite_file import OutdatedError

_OLD = timedelta(days=90)
_FILL = "`hwlab catalog import DIR` or `hwlab catalog sync` fills it"
_AGAIN = {
    SourceKind.FOLDER: "bring the folder up to date, then `hwlab catalog import` it again",
    SourceKind.NETBOX: "`hwlab catalog sync`",
}


def look(ground: Ground) -> Iterator[Finding]:
    """Yield whether the file is sound, and each source with its age."""
    path = ground.home / CATALOG_NAME
    if not path.exists():
        yield note("catalog.types", "types", "none: types are matched by NetBox alone", _FILL)
        return
    try:
        with Catalog.look(ground.home, busy_seconds=BUSY_SECONDS) as catalog:
            damage = catalog.damage()
            sources = catalog.sources()
    except OutdatedError as error:
        yield note("catalog.file", str(path), error.message, error.hint or "")
        return
    except HwlabError as error:
        yield of_error("catalog.file", error)
        return
    if damage:
        hint = "delete this file, then import and sync again"
        yield fault("catalog.file", str(path), f"it is damaged: {damage[0]}", hint)
        return
    yield Finding("catalog.file", "file", "sound")
    if not any(one.types for one in sources):
        yield note("catalog.types", "types", "none: types are matched by NetBox alone", _FILL)
    url = ground.settings.netbox.url if ground.settings else ""
    for one in sources:
        yield _source(one, url)


def _source(one: Source, url: str) -> Finding:
    age = datetime.now(UTC) - datetime.fromisoformat(one.imported_at)
    days = max(0, age.days)
    since = "today" if not days else f"{days} day{'s' if days > 1 else ''} ago"
    found = f"{one.types} device types, as of {since}"
    figures = {"types": one.types, "days": days, "kind": one.kind.value}
    if one.kind is SourceKind.NETBOX and url and one.place != url:
        found += ", and not from the NetBox that devices go to"
        return warning("catalog.source", one.place, found, _AGAIN[one.kind], **figures)
    if age > _OLD:
        return note("catalog.source", one.place, found, _AGAIN[one.kind], **figures)
    return Finding("catalog.source", one.place, found, details=figures)
