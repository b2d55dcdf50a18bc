"""A SearXNG instance, asked through its JSON API."""

import copy
import http
import ssl
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from hwlab_cli import retry_after
from hwlab_cli.config import Research
from hwlab_cli.identify.research.deadline import Deadline
from hwlab_cli.identify.research.pace import Pace
from hwlab_cli.identify.research.pages import Found, NoPagesError, read
from hwlab_cli.identify.resting import Resting
from hwlab_cli.identify.vision.addresses import Place, RefusedAddressError
from hwlab_cli.identify.vision.deadlines import OverdueError, UnwantedError
from hwlab_cli.identify.vision.faults import (
    NotAuthorizedError,
    SettingsError,
    StoppedError,
    TimedOutError,
    UnreachableError,
    VisionError,
)

if TYPE_CHECKING:
    import httpx2

_MOST_BYTES = 4 * 2**20  # a page of results has some 50 KiB
_IS_IT = "research.url names a SearXNG, as in http://127.0.0.1:8888"


class Searxng:
    """One instance. May be shared between threads: it gets one request a second from all of them.

    What it found is remembered as long as this lives, since a shelf has many of one kind. After a
    fault it is left alone for a while, as vision servers are.
    """

    def __init__(
        self, settings: Research, pace: Pace | None = None, resting: Resting | None = None
    ) -> None:
        self.url = settings.url
        self.most = settings.results
        self._settings = settings
        self._pace = pace or Pace()
        self._resting = resting or Resting()
        self._lock = threading.Lock()
        self._tls: ssl.SSLContext | None = None
        self._known: dict[str, Found] = {}

    def search(self, words: str, stop: Callable[[], bool] = bool) -> Found:
        """Return what is found for some words; raises one of `vision.faults`.

        Pages are not fetched. The words are what people type: the caller sees to what is in them.
        An instance that is set up otherwise than it takes is a fault of settings: it is so for
        every device.
        """
        with self._lock:
            known = self._known.get(words)
        if known is not None:
            return known
        fault = self._resting.fault(self.url)
        if fault is not None:
            raise copy.copy(fault)  # whoever tells it may add to it whom it happened to
        try:
            found = self._searched(words, stop)
        except StoppedError:
            raise
        except VisionError as error:
            self._resting.failed(self.url, error)
            raise
        self._resting.answered(self.url)
        with self._lock:
            self._known[words] = found
        return found

    @property
    def _item(self) -> str:
        return f"SearXNG at {self.url}"

    def _searched(self, words: str, stop: Callable[[], bool]) -> Found:
        import httpx2

        from hwlab_cli.identify.vision.wire import (
            LostConnectionError,
            NoConnectionError,
            WrongProtocolError,
        )

        item = self._item
        try:
            place = Place.of(self.url, "research.url", "SearXNG", "your part numbers")
            self._pace.turn(stop)
            return self._asked(place, words, Deadline(self._settings.seconds, stop))
        except (RefusedAddressError, NoConnectionError) as error:
            kind = SettingsError if isinstance(error, RefusedAddressError) else UnreachableError
            raise kind(str(error), item=item, hint=error.hint) from None
        except httpx2.InvalidURL as error:
            raise SettingsError(f"not a web address: {error}", item=item, hint=_IS_IT) from None
        except LostConnectionError:
            raise UnreachableError(
                "the connection was lost before it answered",
                item=item,
                hint="its own log may say why",
            ) from None
        except WrongProtocolError as error:
            raise SettingsError(
                f"no answer of a SearXNG: {error}", item=item, hint=_IS_IT
            ) from None
        except OverdueError as error:
            hint = f"raise {error.setting}, or see which of its engines are slow"
            raise TimedOutError(str(error), item=item, hint=hint) from None
        except UnwantedError:
            raise StoppedError("stopped before it answered", item=item) from None

    def _asked(self, place: Place, words: str, deadline: Deadline) -> Found:
        import httpx2

        from hwlab_cli.identify.vision.wire import Transport

        transport = Transport(
            place, "", self._certificates(place), self._settings.connect_seconds, deadline
        )
        with (
            httpx2.Client(
                transport=transport, trust_env=False, follow_redirects=False, timeout=None
            ) as client,
            client.stream(
                "GET",
                f"{self.url}/search",
                params={"q": words, "format": "json"},
                headers={"Accept": "application/json"},
            ) as response,
        ):
            if response.status_code != http.HTTPStatus.OK:
                raise self._refusal(response)
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _MOST_BYTES:
                    raise SettingsError(
                        "its answer is longer than 4 MiB", item=self._item, hint=_IS_IT
                    )
        try:
            return read(bytes(body))
        except NoPagesError:
            raise SettingsError(
                "what it says is not the JSON of a SearXNG", item=self._item, hint=_IS_IT
            ) from None

    def _refusal(self, response: "httpx2.Response") -> VisionError:
        """Return what a status means; the reasons are those that SearXNG has for it."""
        status, item = response.status_code, self._item
        match status:
            case 401 | 407:
                return NotAuthorizedError(
                    "it wants a password, which hwlab does not send",
                    item=item,
                    hint="let this machine ask without one, or name another in research.url",
                )
            case 403:
                return SettingsError(
                    "it gives no JSON (403)",
                    item=item,
                    hint="add json to search.formats in its settings.yml, and restart it",
                )
            case 429:
                wait = retry_after.seconds(response.headers.get("Retry-After", ""), fractions=True)
                pause = f", for {wait:.0f} s" if wait else ""
                return UnreachableError(
                    f"it takes no more requests for now (429){pause}",
                    item=item,
                    hint="in an instance of your own, server.limiter: false, or this machine in "
                    "pass_ip of its limiter.toml",
                    wait=wait,
                )
            case _ if 300 <= status < 400:
                return SettingsError(
                    f"it redirects ({status}), which is not followed",
                    item=item,
                    hint="name the address in research.url that it redirects to",
                )
            case 404 | 405:
                return SettingsError(f"no SearXNG is there ({status})", item=item, hint=_IS_IT)
            case _:
                wait = retry_after.seconds(response.headers.get("Retry-After", ""), fractions=True)
                return UnreachableError(
                    f"it fails ({status})", item=item, hint="its own log may say why", wait=wait
                )

    def _certificates(self, place: Place) -> ssl.SSLContext | None:
        if place.is_plain:
            return None
        import httpcore2

        with self._lock:
            if self._tls is None:
                self._tls = httpcore2.default_ssl_context()
            return self._tls
