"""Which addresses a base URL may lead to, in every notation of them."""

import socket
import threading
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.vision.addresses import (
    AddressError,
    Place,
    RefusedAddressError,
    check,
    is_near,
    refusal,
    resolved,
)

REFUSED_V4 = [
    "0.0.0.0",
    "0.1.2.3",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
REFUSED_V6 = [
    "::",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "fd00:42::42",
]
ALLOWED_NEAR = [
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.5",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.20",
    "100.64.0.1",
    "100.100.100.199",
    "::1",
    "fd12:3456::1",
    "::ffff:192.168.1.20",
    "::ffff:127.0.0.1",
]
ALLOWED_FAR = [
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "2600::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]

# How an IPv4 address hides in an IPv6 one: mapped, compatible, translated, NAT64 of three kinds,
# 6to4, Teredo's client (turned over), ISATAP of two kinds.
Hide = Callable[[int], int]
HIDING: list[Hide] = [
    lambda four: 0xFFFF << 32 | four,
    lambda four: four,
    lambda four: 0xFFFF << 48 | four,
    lambda four: 0x0064_FF9B << 96 | four,
    lambda four: 0x0064_FF9B_0001 << 80 | four,
    lambda four: 0x0064_FF9B_0001 << 80 | (four >> 16) << 64 | (four & 0xFFFF) << 40,
    lambda four: 0x2002 << 112 | four << 80 | 1,
    lambda four: 0x2001 << 112 | four << 64 | 0xF7F7_F7F7,
    lambda four: 0x2001 << 112 | 0x0808_0808 << 64 | ~four & 0xFFFF_FFFF,
    lambda four: 0x2600 << 112 | 0x5EFE << 32 | four,
    lambda four: 0x2600 << 112 | 0x0200_5EFE << 32 | four,
]


@pytest.mark.parametrize("text", REFUSED_V4 + REFUSED_V6)
def test_it_is_refused(text: str) -> None:
    assert refusal(ip_address(text))


@pytest.mark.parametrize("text", ALLOWED_NEAR)
def test_it_is_near(text: str) -> None:
    assert not refusal(ip_address(text))
    assert is_near(ip_address(text))


@pytest.mark.parametrize("text", ALLOWED_FAR)
def test_it_is_allowed_and_far(text: str) -> None:
    assert not refusal(ip_address(text))
    assert not is_near(ip_address(text))


@pytest.mark.parametrize("four", REFUSED_V4)
@pytest.mark.parametrize("hide", HIDING)
def test_it_is_refused_inside_of_another(four: str, hide: Hide) -> None:
    assert refusal(IPv6Address(hide(int(IPv4Address(four)))))


@given(st.ip_addresses(network="169.254.0.0/16"), st.sampled_from(HIDING))
def test_link_local_is_refused_however_it_is_written(address: IPv4Address, hide: Hide) -> None:
    assert refusal(address) == "link-local"
    assert refusal(IPv6Address(hide(int(address))))


@given(st.ip_addresses())
def test_every_address_is_judged(address: IPv4Address | IPv6Address) -> None:
    refused = bool(refusal(address))
    odd = address.is_multicast or address.is_link_local or address.is_unspecified
    assert refused or not odd
    if isinstance(address, IPv4Address):
        mapped = IPv6Address(0xFFFF << 32 | int(address))
        assert bool(refusal(mapped)) == refused
        assert is_near(mapped) == is_near(address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2852039166", "169.254.169.254"),
        ("0xA9FEA9FE", "169.254.169.254"),
        ("0xa9.0376.169.0xfe", "169.254.169.254"),
        ("0251.0376.0251.0376", "169.254.169.254"),
        ("169.16689662", "169.254.169.254"),
        ("169.254.43518", "169.254.169.254"),
        ("0", "0.0.0.0"),
        ("[::ffff:169.254.169.254]", "169.254.169.254"),
        ("[::ffff:a9fe:a9fe]", "169.254.169.254"),
        ("[64:ff9b::a9fe:a9fe]", "169.254.169.254"),
        ("[2002:a9fe:a9fe::]", "169.254.169.254"),
        ("[fe80::1%25lo]", "fe80::1"),
    ],
)
def test_notations_of_refused_addresses(host: str, address: str) -> None:
    place = Place.of(f"http://{host}/v1")
    try:
        found = resolved(place.host, place.port, 5)
    except AddressError:
        return  # no address at all, to this system
    assert any(refusal(one) == refusal(ip_address(address)) for one in found)
    with pytest.raises(RefusedAddressError, match="refused"):
        check(place, found)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
def test_odd_notations_of_this_machine_are_allowed(host: str) -> None:
    place = Place.of(f"http://{host}/v1")
    check(place, resolved(place.host, place.port, 5), has_key=True)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://10.0.0.1/",
        "file:///etc/passwd",
        "10.0.0.1:80",
        "http://",
        "http://[::1/",
        "//host/v1",
        "http://h:99999/",
    ],
)
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        Place.of(url)


def test_ports_are_those_of_the_scheme() -> None:
    assert (Place.of("http://a/").port, Place.of("https://a/").port) == (80, 443)
    assert Place.of("https://a:8443/v1").port == 8443


def test_one_refused_address_among_many_is_enough() -> None:
    place = Place.of("http://both.example/v1")
    with pytest.raises(RefusedAddressError, match=r"both\.example is 169\.254\.169\.254"):
        check(place, [ip_address("192.168.1.2"), ip_address("169.254.169.254")])


def test_public_addresses_want_tls() -> None:
    far = [ip_address("8.8.8.8")]
    check(Place.of("https://far.example/v1"), far, has_key=True)
    with pytest.raises(RefusedAddressError, match="the photos do not travel over plain http"):
        check(Place.of("http://far.example/v1"), far)
    with pytest.raises(RefusedAddressError, match="the API key and the photos"):
        check(Place.of("http://far.example/v1"), far, has_key=True)


def test_a_name_without_addresses() -> None:
    with pytest.raises(AddressError, match="no such host"):
        resolved("nowhere.invalid", 80, 30)
    with pytest.raises(AddressError, match="no such host"):
        resolved("a" * 70 + ".example", 80, 30)  # no name, to IDNA


def test_a_resolver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hangs(*_: object, **__: object) -> list[object]:
        released.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    try:
        with pytest.raises(AddressError, match="not resolved in time"):
            resolved("slow.example", 80, 0.05)
    finally:
        released.set()
