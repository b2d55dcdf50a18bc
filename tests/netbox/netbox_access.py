"""The NetBox under test, ours or one that was there before, as tests see it."""

import itertools
import secrets
from functools import cached_property
from typing import Any

import pynetbox
import requests
from netbox_server.instance import Instance

# A NetBox on a busy machine takes its time; a test that hangs is to end all the same.
_TIMEOUT = 120.0


class NetBox:
    """A NetBox with an admin's token, and ways to look at it that are not hwlab's.

    On one that is not ours `v1_token` is empty and `server` is None: nothing can be stopped or
    put back there, and what tests make stays. So tests that only have `netbox` take names from
    `own`, which nobody else has.
    """

    def __init__(
        self, url: str, token: str, *, v1_token: str = "", server: Instance | None = None
    ) -> None:
        self.url = url
        self.token = token
        self.v1_token = v1_token
        self.is_spoiled = False  # by a test that was told it may
        self.is_set_up = False  # for hwlab, by hwlab
        self.is_kept = False  # as it was right after that
        self._server = server
        self._run = secrets.token_hex(4)
        self._numbers = itertools.count()
        self._http = http_session(token)
        # A kept connection that NetBox lets go of just then would fail a test for nothing.
        self._http.headers["Connection"] = "close"

    @property
    def is_ours(self) -> bool:
        """Whether it was brought up for the tests, which may do to it what they like."""
        return self._server is not None

    @property
    def server(self) -> Instance:
        """Its processes, to stop and start; those of one that is not ours are out of reach."""
        if self._server is None:
            raise AssertionError("a test that needs `server` needs the fixture `pristine`")
        return self._server

    def reset(self) -> None:
        """Make it as on its first day."""
        self.server.reset()
        self.is_spoiled = self.is_set_up = False

    @cached_property
    def api(self) -> pynetbox.Api:
        """The admin's client."""
        return self.api_at(self.url)

    def api_at(self, url: str, token: str = "") -> pynetbox.Api:
        """Return a client that asks elsewhere, through a proxy say, or as somebody else."""
        api = pynetbox.api(url, token=token or self.token)
        api.http_session = self._http if not token else http_session(token)
        return api

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a plain request as the admin; `path` begins with `/api/`."""
        return self._http.request(method, self.url + path, **options)

    def everything(self, path: str) -> list[dict[str, Any]]:
        """Return all objects of a kind, a page at a time: `path` is that below `/api/`."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.ask("GET", f"/api/{path}/?limit=200&offset={len(found)}&ordering=id")
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["results"]
            if not page["next"]:
                assert len(found) == page["count"]
                return found

    def own(self, stem: str = "test") -> str:
        """Return a name, fit for a slug, that no other test and no other run uses."""
        return f"{stem}-{self._run}-{next(self._numbers)}"

    def close(self) -> None:
        """Close the admin's connections."""
        self._http.close()


class _PatientSession(requests.Session):
    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        """Send a request, with a time-out also where none is named."""
        options.setdefault("timeout", _TIMEOUT)
        return super().request(*arguments, **options)


def http_session(token: str = "") -> requests.Session:
    """Return an HTTP session that sends a token, as each version of tokens wants it."""
    session = _PatientSession()
    # Neither a proxy nor a .netrc of the user's has a say.
    session.trust_env = False
    if token:
        word = "Bearer" if token.startswith("nbt_") else "Token"
        session.headers["Authorization"] = f"{word} {token}"
    return session
