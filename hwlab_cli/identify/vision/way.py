"""The way to one endpoint, and what goes wrong on it, in words that name endpoint and model."""

import contextlib
import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import openai

from hwlab_cli.identify.vision import client, meaning
from hwlab_cli.identify.vision.addresses import Place, RefusedAddressError
from hwlab_cli.identify.vision.deadlines import OverdueError, UnwantedError, Watch
from hwlab_cli.identify.vision.faults import (
    NotOpenAIError,
    SettingsError,
    StoppedError,
    TimedOutError,
    UnreachableError,
)
from hwlab_cli.identify.vision.stream import NotEventsError, SaidError
from hwlab_cli.identify.vision.wire import (
    LostConnectionError,
    NoConnectionError,
    WrongProtocolError,
)
from hwlab_cli.tier import Tier


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a tier's endpoint: where it is, the key, what TLS trusts."""

    tier: Tier
    place: Place
    key: str
    tls: ssl.SSLContext | None

    @property
    def item(self) -> str:
        """Model and endpoint, for errors."""
        return f"{self.tier.model} at {self.place.url}"

    @contextlib.contextmanager
    def client(self, watch: Watch) -> Iterator[openai.OpenAI]:
        """Have the `openai` client for one request."""
        connect = self.tier.connect_seconds
        with client.client(self.place, self.key, self.tls, connect, watch) as made:
            yield made

    @contextlib.contextmanager
    def told_apart(self, sent: dict[str, Any] | None = None) -> Iterator[None]:
        """Raise what a failure means instead of it; `sent` is what a request was made of.

        Raises VisionError and RefusedExtrasError. What was caught is not kept as their cause:
        it may have what a server said in it, and so the key.
        """
        item, key, body = self.item, self.key, sent or {}
        try:
            yield
        except openai.APIStatusError as error:
            response = error.response
            refusal = meaning.of_text(response.status_code, response.text, response.headers)
            raise meaning.meaning(refusal, item=item, key=key, sent=body) from None
        except SaidError as error:
            refusal = meaning.said(error.error, {})
            raise meaning.meaning(refusal, item=item, key=key, sent=body) from None
        except (NotEventsError, json.JSONDecodeError) as error:
            start = str(error) if isinstance(error, NotEventsError) else error.doc
            raise meaning.not_openai(start, item=item, key=key) from None
        except WrongProtocolError as error:
            raise NotOpenAIError(
                f"not an OpenAI-compatible answer: {error}", item=item, hint="is base_url right?"
            ) from None
        except RefusedAddressError as error:
            raise SettingsError(str(error), item=item, hint=error.hint) from None
        except httpx2.InvalidURL as error:
            raise SettingsError(
                f"not a web address: {error}",
                item=item,
                hint="base_url is one such as http://127.0.0.1:11434/v1",
            ) from None
        except NoConnectionError as error:
            raise UnreachableError(str(error), item=item, hint=error.hint) from None
        except LostConnectionError:
            raise UnreachableError(
                "the connection was lost before it answered",
                item=item,
                hint="its own log may say why",
                passes=True,
            ) from None
        except OverdueError as error:
            raise TimedOutError(
                str(error), item=item, hint=f"raise {error.setting} of the tier, or see its log"
            ) from None
        except UnwantedError:
            raise StoppedError("stopped before it answered", item=item) from None
