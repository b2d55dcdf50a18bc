"""The fault proxy: nothing changes on the way through, and faults strike whom they are for."""

import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import netbox_changes
import pytest
import requests
from fault_proxy.faults import (
    Do,
    Fault,
    Hang,
    Hold,
    Point,
    Reset,
    json_answer,
)
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox, http_session
from netbox_server.waiting import until
from PIL import Image
from proxy_client import TAGS, Client


class Parts:
    """A body whose length is not told beforehand, to be sent more than once."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)


def same(through: requests.Response, direct: requests.Response) -> bool:
    """Tell whether two answers are alike but for when they were given, and by which address."""
    volatile = {"date", "x-request-id"}

    def headers(answer: requests.Response) -> dict[str, str]:
        return {
            name.lower(): value
            for name, value in answer.headers.items()
            if name.lower() not in volatile
        }

    return (
        through.status_code == direct.status_code
        and through.content == direct.content
        and headers(through) == headers(direct)
    )


def test_reads_pass_unchanged(client: Client) -> None:
    for path in ("/api/status/", "/api/dcim/sites/?limit=2&name=é", "/api/dcim/sites/0/"):
        through, direct = client.ask_alike("GET", path)
        assert same(through, direct), path
        assert client.proxy.seen()[-1].status == through.status_code
    assert client.ask("HEAD", "/api/dcim/sites/").status_code == 200
    assert client.ask("OPTIONS", "/api/dcim/sites/").json()["name"] == "Site List"


def test_writes_pass_unchanged(client: Client, netbox: NetBox) -> None:
    bodies: list[Any] = [{}, {"name": "a b", "slug": "not a slug"}, [{"name": ""}, {}], "text"]
    for body in bodies:
        through, direct = client.ask_alike("POST", TAGS, json=body)
        assert through.status_code == 400
        assert same(through, direct)
    name = netbox.own()
    assert client.create(name).json()["url"].startswith(client.proxy.url)
    assert client.is_there(name)


def test_a_chunked_body_passes(client: Client) -> None:
    # NetBox takes none; it is the proxy that must find its end.
    parts = Parts(b'{"name": "chunked", ', b'"slug": "chunked"}')
    header = {"Content-Type": "application/json"}
    through, direct = client.ask_alike("POST", TAGS, data=parts, headers=header)
    assert same(through, direct)
    assert client.proxy.seen()[-1].size == sum(map(len, parts))
    assert client.ask("GET", "/api/status/").status_code == 200


def test_an_upload_passes_byte_for_byte(client: Client, netbox: NetBox) -> None:
    basics = netbox_changes.basics(netbox)
    device = {**basics.references, "name": netbox.own()}
    number = client.ask("POST", "/api/dcim/devices/", json=device).json()["id"]
    photo = BytesIO()
    Image.effect_noise((800, 800), 90).save(photo, "PNG")
    assert len(photo.getvalue()) > 200_000
    fields = {"object_type": "dcim.device", "object_id": number}
    upload = ("photo.png", photo.getvalue(), "image/png")
    path = "/api/extras/image-attachments/"
    answer = client.ask("POST", path, data=fields, files={"image": upload})
    assert answer.status_code == 201, answer.text
    assert client.session.get(answer.json()["image"]).content == photo.getvalue()


def test_connections_are_kept_and_many_served_at_once(client: Client, netbox: NetBox) -> None:
    for _ in range(5):
        client.ask("GET", "/api/status/")
    assert {one.connection for one in client.proxy.seen()} == {0}

    statuses: list[int] = []

    def look() -> None:
        with http_session(netbox.token) as session:
            statuses.append(session.get(f"{client.proxy.url}/api/status/").status_code)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8
    assert len({one.connection for one in client.proxy.seen()}) == 9
    assert sorted(one.number for one in client.proxy.seen()) == list(range(13))


def test_requests_are_counted_with_what_they_carry(client: Client, netbox: NetBox) -> None:
    names = [netbox.own() for _ in range(3)]
    client.create(names[0])
    client.ask("POST", TAGS, json=[{"name": name, "slug": name} for name in names[1:]])
    client.ask("POST", TAGS, json={})
    client.ask("GET", f"{TAGS}?limit=1")
    seen = client.proxy.seen("POST", TAGS)
    assert [(one.objects, one.status, one.netbox_status) for one in seen] == [
        (1, 201, 201),
        (2, 201, 201),
        (1, 400, 400),
    ]
    (look,) = client.proxy.seen("GET")
    assert (look.path, look.target, look.size) == (TAGS, f"{TAGS}?limit=1", 0)
    assert client.proxy.seen(path=r"limit=\d") == [look]
    client.proxy.forget()
    assert client.proxy.seen() == []


def test_a_fault_strikes_the_requests_that_it_is_for(client: Client) -> None:
    no = json_answer(503, {})
    rule = client.proxy.inject(no, method="GET", path=r"sites/\?limit=1$", nth=2, times=2)
    for _ in range(2):
        assert client.ask("GET", "/api/dcim/sites/?limit=2").status_code == 200
        assert client.ask("OPTIONS", "/api/dcim/sites/?limit=1").status_code == 200
    statuses = [client.ask("GET", "/api/dcim/sites/?limit=1").status_code for _ in range(4)]
    assert statuses == [200, 503, 503, 200]
    assert rule.struck == 2

    always = client.proxy.inject(no, path="status", nth=2, times=None)
    statuses = [client.ask("GET", "/api/status/").status_code for _ in range(4)]
    assert statuses == [200, 503, 503, 503]
    assert always.struck == 3


def test_of_two_faults_the_first_counts(client: Client) -> None:
    first = client.proxy.inject(json_answer(503, {}))
    second = client.proxy.inject(json_answer(504, {}), times=2)
    statuses = [client.ask("GET", "/api/status/").status_code for _ in range(3)]
    assert statuses == [503, 504, 200]
    assert (first.struck, second.struck) == (1, 1)


def test_a_function_chooses_what_no_rule_strikes(client: Client) -> None:
    client.proxy.inject(json_answer(503, {}), nth=2)
    client.proxy.choose(lambda seen: json_answer(504, {}) if seen.number % 3 == 0 else None)
    statuses = [client.ask("GET", "/api/status/").status_code for _ in range(4)]
    assert statuses == [504, 503, 200, 504]
    client.proxy.clear()
    assert client.ask("GET", "/api/status/").status_code == 200


def test_a_fault_that_met_nothing_is_told(netbox: NetBox) -> None:
    proxy = FaultProxy(netbox.url)
    faults: list[Fault] = [Reset(Point.AFTER), Hang(Point.BEFORE)]
    rules = [proxy.inject(fault, path="status") for fault in faults]
    assert proxy.unmet() == rules
    with http_session(netbox.token) as session, pytest.raises(requests.ConnectionError):
        session.get(f"{proxy.url}/api/status/")
    assert proxy.unmet() == rules[1:]
    proxy.close()


def test_what_fails_in_the_proxy_is_kept_for_its_user(netbox: NetBox) -> None:
    proxy = FaultProxy(netbox.url)
    mistake = ZeroDivisionError("a mistake in a test")

    def fail() -> None:
        raise mistake

    proxy.inject(Do(fail, Point.BEFORE))
    with http_session(netbox.token) as session, pytest.raises(requests.ConnectionError):
        session.get(f"{proxy.url}/api/status/")
    proxy.close()
    assert proxy.errors == [mistake]


def test_closing_lets_go_of_what_hangs(netbox: NetBox) -> None:
    proxy = FaultProxy(netbox.url)
    proxy.inject(Hang(Point.BEFORE), path="limit=1")
    held = Hold(Point.BEFORE)
    proxy.inject(held, path="limit=2")
    failed: list[Exception] = []

    def look(limit: int) -> None:
        with http_session(netbox.token) as session:
            try:
                session.get(f"{proxy.url}/api/dcim/sites/?limit={limit}")
            except requests.ConnectionError as fault:
                failed.append(fault)

    threads = [threading.Thread(target=look, args=[limit]) for limit in (1, 2)]
    for thread in threads:
        thread.start()
    assert held.reached.wait(60)
    assert until(lambda: len(proxy.seen()) == 2, 60)
    proxy.close()
    for thread in threads:
        thread.join()
    assert len(failed) == 2
