"""The HTTP session under pynetbox: patient as long as we say, and nothing done twice."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from hwlab_cli import __version__
from hwlab_cli.config import NetBox
from hwlab_cli.netbox.faults import NotSetUpError


class Session(requests.Session):
    """A session with timeouts, without retries and redirects; counts what it sends.

    `patience` is how many seconds the next answers may take, set before a long request.
    """

    def __init__(self, settings: NetBox) -> None:
        super().__init__()
        self.connect_seconds = settings.connect_seconds
        self.patience = settings.read_seconds
        self.requests_sent = 0
        self.headers["User-Agent"] = f"hwlab/{__version__}"
        # Without this, an entry in ~/.netrc would take the token's place.
        self.auth = _leave_as_it_is
        if settings.ca_file:
            self.verify = settings.ca_file
        # A write that is sent twice below us would be a device made twice.
        adapter = HTTPAdapter(max_retries=0)
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request; raises NotSetUpError for a redirect, which would lose its body."""
        kwargs["timeout"] = (self.connect_seconds, self.patience)
        kwargs["allow_redirects"] = False
        self.requests_sent += 1
        try:
            response = super().request(*args, **kwargs)
        except OSError as error:
            # requests lets this through as it is, unlike all that goes wrong on the wire.
            if isinstance(error, requests.RequestException):
                raise
            raise NotSetUpError(
                str(error), item="netbox.ca_file", hint="it names a PEM file with certificates"
            ) from error
        if response.is_redirect:
            raise NotSetUpError(
                f"it redirects to {response.headers.get('Location', 'nowhere')}",
                item="NetBox",
                hint="set netbox.url to where NetBox itself answers",
            )
        return response


def _leave_as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
