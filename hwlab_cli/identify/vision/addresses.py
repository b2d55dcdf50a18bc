"""Which addresses a server may have: what a name means is checked, and then used.

Refused, also inside of IPv6 addresses: link-local, unspecified, multicast and reserved
addresses, and those where clouds tell machines their own secrets. Photos, and keys all the
more, go over plain HTTP within this machine and its own networks alone.
"""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from queue import Empty, Queue
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

_REFUSED = {
    "unspecified": ("0.0.0.0/8", "::/128"),
    "link-local": ("169.254.0.0/16", "fe80::/10"),
    "multicast": ("224.0.0.0/4", "ff00::/8"),
    "reserved": ("240.0.0.0/4", "fec0::/10"),
    # Beside those that are link-local: AWS, Google and Scaleway over IPv6, Alibaba, Azure's
    # wire server, Oracle's old one.
    "a cloud's metadata service": (
        "fd00:ec2::/32",
        "fd20:ce::/32",
        "fd00:42::42/128",
        "100.100.100.200/32",
        "168.63.129.16/32",
        "192.0.0.192/32",
    ),
}
# Loopback, RFC 1918, RFC 4193, and RFC 6598, in which overlay networks put their machines.
_NEAR = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
)
# Where an IPv6 address has an IPv4 address in it, and how far from its low end.
_EMBEDDING = (
    ("::/96", 0),  # IPv4-compatible, RFC 4291, 2.5.5.1
    ("::ffff:0:0:0/96", 0),  # IPv4-translated, RFC 2765
    ("64:ff9b::/96", 0),  # NAT64, RFC 6052
    ("64:ff9b:1::/48", 0),  # NAT64 for local use, RFC 8215, with a prefix of 96 bits
    ("2002::/16", 80),  # 6to4, RFC 3056
    ("2001::/32", 64),  # Teredo's server, RFC 4380
)
_TEREDO = IPv6Network("2001::/32")
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
_ISATAP = {0x00005EFE, 0x02005EFE}  # RFC 5214, 6.1
_V4 = 0xFFFF_FFFF


def _networks(texts: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [IPv6Network(text) if ":" in text else IPv4Network(text) for text in texts]


_REFUSED_NETWORKS = {why: _networks(texts) for why, texts in _REFUSED.items()}
_NEAR_NETWORKS = _networks(_NEAR)
_EMBEDDING_NETWORKS = [(IPv6Network(text), shift) for text, shift in _EMBEDDING]


class AddressError(Exception):
    """A name can't be resolved, in words."""


class RefusedAddressError(AddressError):
    """An address that no request may go to, and why."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Place:
    """Where a base URL leads, before any name in it is resolved.

    For errors: the setting that it is from, what serves there, and what is sent.
    """

    url: str
    host: str
    port: int
    is_plain: bool
    setting: str = "base_url"
    server: str = "the vision server"
    sent: str = "the photos"

    @classmethod
    def of(
        cls,
        url: str,
        setting: str = "base_url",
        server: str = "the vision server",
        sent: str = "the photos",
    ) -> "Place":
        """Read a base URL; raises RefusedAddressError where it is none of http or https."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port = "", None
        if not host or parts.scheme not in {"http", "https"}:
            raise RefusedAddressError(
                "not a web address", f"{setting} is one such as http://127.0.0.1:11434/v1"
            )
        is_plain = parts.scheme == "http"
        port = port or (80 if is_plain else 443)
        return cls(url, host, port, is_plain, setting, server, sent)


def resolved(host: str, port: int, seconds: float) -> list[Address]:
    """Return every address that a name has, in the system's order; raises AddressError.

    The system's resolver knows no deadline, and is left behind where it takes longer.
    """
    found: Queue[list[Address] | OSError | UnicodeError] = Queue()
    asking = threading.Thread(target=_ask, args=(host, port, found), daemon=True)
    asking.start()
    try:
        answer = found.get(timeout=max(seconds, 0.001))
    except Empty:
        raise AddressError("its name is not resolved in time") from None
    if isinstance(answer, list):
        return answer
    raise AddressError("no such host") from None


def _ask(host: str, port: int, found: "Queue[list[Address] | OSError | UnicodeError]") -> None:
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        names = dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in told)
        # A zone names an interface of this machine: link-local, and refused as such.
        found.put([ip_address(name.partition("%")[0]) for name in names])
    except (OSError, UnicodeError) as error:  # UnicodeError: no name at all, to IDNA
        found.put(error)


def check(place: Place, addresses: list[Address], *, has_key: bool = False) -> None:
    """Raise RefusedAddressError unless every address that a place has may be connected to."""
    for address in addresses:
        why = refusal(address)
        if why:
            told = str(address) if str(address) == place.host else f"{place.host} is {address}"
            raise RefusedAddressError(
                f"requests to it are refused: {told}, {why}",
                f"{place.setting} names {place.server} itself, by its name or address",
            )
        if place.is_plain and not is_near(address):
            what = f"the API key and {place.sent}" if has_key else place.sent
            raise RefusedAddressError(
                f"{address} is outside of this machine's own networks, where {what} do not "
                "travel over plain http",
                f"write https:// in {place.setting}, or reach it through a tunnel",
            )


def refusal(address: Address) -> str:
    """Return why an address is refused, empty where it is not."""
    for one in _meanings(address):
        for why, networks in _REFUSED_NETWORKS.items():
            if any(one in network for network in networks):
                return why
    return ""


def is_near(address: Address) -> bool:
    """Tell whether an address is this machine or in a network of its own kind."""
    plain = (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
    return any(plain in network for network in _NEAR_NETWORKS)


def _meanings(address: Address) -> Iterator[Address]:
    """Yield an address, and those that routers and tunnels may take it for."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
        return
    yield address
    if address.is_loopback:
        return
    number = int(address)
    for network, shift in _EMBEDDING_NETWORKS:
        if address in network:
            yield IPv4Address((number >> shift) & _V4)
    if address in _LOCAL_NAT64:  # with a prefix of 48 bits: around the bits 64 to 71, RFC 6052
        yield IPv4Address(((number >> 64) & 0xFFFF) << 16 | (number >> 40) & 0xFFFF)
    if address in _TEREDO:
        yield IPv4Address(~number & _V4)  # the client's, its bits turned over
    if (number >> 32) & _V4 in _ISATAP:
        yield IPv4Address(number & _V4)
