"""The `openai` client of one request, with our transport below it."""

import contextlib
import ssl
from collections.abc import Iterator

import httpcore2
import httpx2
import openai

from hwlab_cli.identify.vision.addresses import Place
from hwlab_cli.identify.vision.deadlines import Watch
from hwlab_cli.identify.vision.wire import Transport


def certificates(place: Place) -> ssl.SSLContext | None:
    """Return what TLS needs, None without TLS; slow to make, so once per endpoint."""
    return None if place.is_plain else httpcore2.default_ssl_context()


@contextlib.contextmanager
def client(
    place: Place, key: str, tls: ssl.SSLContext | None, connect: float, watch: Watch
) -> Iterator[openai.OpenAI]:
    """Have a client for one request in the block; it retries nothing and follows nothing."""
    transport = Transport(place, key, tls, connect, watch)
    with (
        httpx2.Client(
            transport=transport, trust_env=False, follow_redirects=False, timeout=None
        ) as http,
        openai.OpenAI(
            # The transport has the real one; the client insists on some.
            api_key="none",
            base_url=place.url,
            http_client=http,
            max_retries=0,
            timeout=None,
        ) as made,
    ):
        yield made
