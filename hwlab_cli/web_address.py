"""Addresses of web services as people write them into the configuration."""

from urllib.parse import urlsplit


def base_url(url: str, example: str) -> str:
    """Return a base URL without slashes at its end; the empty one stays empty.

    Raises ValueError for what is none, naming an example, and for one with a user in it.
    """
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ValueError(f"must be a web address such as {example}")
    if parts.username or parts.password:
        raise ValueError("must not have a user or a password in it")
    return url.rstrip("/")
