"""The HTTP session under pynetbox: patient as long as we say, and nothing done twice."""

import ssl
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from hwlab_cli import __version__
from hwlab_cli.config import NetBox
from hwlab_cli.names import shown
from hwlab_cli.netbox.faults import NotSetUpError
from hwlab_cli.request_log import timed


class Session(requests.Session):
    """A session with timeouts, without retries and redirects; counts what it sends.

    `patience` is how many seconds the next answers may take, set before a long request.
    """

    def __init__(self, settings: NetBox) -> None:
        super().__init__()
        self._api = f"{settings.url}/api/"
        self.connect_seconds = settings.connect_seconds
        self.patience = settings.read_seconds
        self.requests_sent = 0
        self.headers["User-Agent"] = f"hwlab/{__version__}"
        # Without this, an entry in ~/.netrc would take the token's place.
        self.auth = _leave_as_it_is
        self._verify = settings.ca_file or None
        if self._verify:
            _check(self._verify)
        # A write that is sent twice below us would be a device made twice.
        adapter = HTTPAdapter(max_retries=0)
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request; raises NotSetUpError for a redirect, which would lose its body."""
        kwargs["timeout"] = (self.connect_seconds, self.patience)
        kwargs["allow_redirects"] = False
        if self._verify:
            # Of the session alone, REQUESTS_CA_BUNDLE in the environment would take its place.
            kwargs["verify"] = self._verify
        self.requests_sent += 1
        target = self._at_home(url)
        try:
            with timed("NetBox", f"{method} {urlsplit(target).path}") as answered:
                response = super().request(method, target, *args, **kwargs)
                answered(response.status_code)
        except OSError as error:
            # requests lets this through as it is, unlike all that goes wrong on the wire.
            if isinstance(error, requests.RequestException):
                raise
            raise _without_certificates(str(error)) from error
        if response.is_redirect:
            raise NotSetUpError(
                f"it redirects to {response.headers.get('Location', 'nowhere')}",
                item="NetBox",
                hint="set netbox.url to where NetBox itself answers",
            )
        return response

    def _at_home(self, url: str) -> str:
        """Return a URL below netbox.url; the token goes nowhere else.

        NetBox names its next page by the address that it believes it has: behind a proxy that
        speaks TLS, one without.
        """
        if url.startswith(self._api):
            return url
        parts = urlsplit(url)
        return f"{self._api}{parts.path.rpartition('/api/')[2]}?{parts.query}"


def _check(ca_file: str) -> None:
    """Raise NotSetUpError for a file without certificates: later it would look like an outage."""
    try:
        ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError as error:
        raise _without_certificates(f"no certificates in {shown(ca_file)}") from error
    except OSError as error:
        raise _without_certificates(
            f"{shown(ca_file)}: {(error.strerror or '').lower()}"
        ) from error


def _without_certificates(said: str) -> NotSetUpError:
    return NotSetUpError(said, item="netbox.ca_file", hint="it names a PEM file with certificates")


def _leave_as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
