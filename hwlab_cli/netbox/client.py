"""NetBox's API as hwlab uses it: pynetbox, with our session below and our faults above."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Literal

from pynetbox.core.query import Request

from hwlab_cli.config import NetBox
from hwlab_cli.errors import ConfigError
from hwlab_cli.netbox.faults import NotAuthorizedError, NotSetUpError, UnknownOutcomeError
from hwlab_cli.netbox.meaning import told_apart
from hwlab_cli.netbox.session import Session
from hwlab_cli.netbox.token import read_token

Verb = Literal["view", "add", "change"]

_PAGE = 1000  # the most that NetBox gives at once, unless it is configured otherwise
_SECONDS_AN_OBJECT = 1.0


class Client:
    """One connection to NetBox. Not to be shared between threads.

    Objects are the JSON data that NetBox sends: pynetbox's records would ask again for each
    field that was left out. Every call raises one of `netbox.faults`; a write is sent once.
    """

    def __init__(self, settings: NetBox, token: str | None = None) -> None:
        if not settings.url:
            raise ConfigError(
                "no NetBox is configured",
                item="netbox.url",
                hint="set netbox.url in the configuration, or HWLAB_NETBOX_URL",
            )
        self.settings = settings
        self.url = settings.url
        self.session = Session(settings)
        self._token = token or read_token(settings)

    def again(self) -> "Client":
        """Return another connection to the same NetBox, for another thread."""
        return Client(self.settings, self._token)

    def close(self) -> None:
        """Close the connection."""
        self.session.close()

    def status(self) -> dict[str, Any]:
        """Return NetBox's own account of itself: its version, its plugins."""
        # Not pynetbox's own call for it, to which an answer that is no JSON is a lost one.
        found = next(_got(self._request("status/")), None)
        if not isinstance(found, dict) or "netbox-version" not in found:
            raise _not_netbox()
        return found

    def find(
        self, endpoint: str, *, fields: Sequence[str] = (), page: int = _PAGE, **filters: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield the objects that match, page by page, with these fields or all.

        NetBox ignores a filter that it does not know, and answers with everything: the
        caller compares what it gets.
        """
        if fields:
            filters["fields"] = ",".join(fields)
        for one in _got(self._request(endpoint, filters, page)):
            if not _whole(one):
                raise _not_netbox()
            yield one

    def create(self, endpoint: str, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Create all of these or none; returns them in the same order."""
        # A web server gives a new connection to a worker that is idle; one that is kept stays
        # with its worker, and two may wait for the same one while others have nothing to do.
        self.session.close()
        self.session.patience = self.settings.read_seconds + _SECONDS_AN_OBJECT * len(bodies)
        try:
            with told_apart(writing=True):
                made: object = self._request(endpoint).post(list(bodies))
        finally:
            self.session.patience = self.settings.read_seconds
        if not isinstance(made, list) or len(made) != len(bodies) or not all(map(_whole, made)):
            raise UnknownOutcomeError("its answer does not fit what was sent")
        return made

    def change(self, endpoint: str, key: int, body: dict[str, Any]) -> None:
        """Change some fields of one object; a dict of custom fields leaves the others."""
        with told_apart(writing=True):
            self._request(f"{endpoint}{key}/").patch(body)

    def remove(self, endpoint: str, key: int) -> None:
        """Remove one object; raises NotThereError where it has gone."""
        with told_apart(writing=True):
            self._request(f"{endpoint}{key}/").delete()

    def permits(self, verb: Verb, endpoint: str) -> bool:
        """Tell whether the token may do this to objects of a kind; nothing is changed.

        NetBox checks the right before it looks at what is asked for: a list of none.
        """
        request = self._request(endpoint, page=1)
        try:
            with told_apart(writing=False):
                match verb:
                    case "view":
                        next(_got(request), None)
                    case "add":
                        request.post([])
                    case "change":
                        request.patch([])
        except NotAuthorizedError:
            return False
        return True

    def upload(self, endpoint: str, file: tuple[str, BinaryIO, str], **fields: Any) -> None:
        """Create one object with a picture: `file` is its name, a stream and its type."""
        with told_apart(writing=True):
            self._request(endpoint).post({"image": file, **fields})

    def _request(
        self, endpoint: str, filters: dict[str, Any] | None = None, page: int | None = None
    ) -> Request:
        return Request(
            base=f"{self.url}/api/{endpoint}",
            http_session=self.session,
            filters=filters,
            limit=page,
            token=self._token,
        )


def _got(request: Request) -> Iterator[Any]:
    with told_apart(writing=False):
        try:
            yield from request.get()
        except (LookupError, TypeError, AttributeError) as error:
            # pynetbox takes it for granted that what answers is NetBox.
            raise _not_netbox() from error


def _whole(one: object) -> bool:
    return isinstance(one, dict) and "id" in one


def _not_netbox() -> NotSetUpError:
    return NotSetUpError(
        "what answers there is not NetBox's API",
        item="NetBox",
        hint="netbox.url is the address of its start page",
    )
