"""The fault proxy: each fault is what it says."""

import threading

import netbox_changes
import pytest
import requests
from fault_proxy.faults import (
    Answer,
    Close,
    Cut,
    CutBy,
    Delay,
    Do,
    Hang,
    Hold,
    Point,
    Reset,
    Truncate,
    html_answer,
    json_answer,
)
from netbox_access import NetBox
from proxy_client import TAGS, Client

# Long for a machine that is busy with nothing, and soon over for a test that waits for it.
PATIENCE = (30, 1.0)


def test_a_refused_connection(client: Client, netbox: NetBox) -> None:
    client.ask("GET", "/api/status/")
    with (
        client.proxy.refusing(),
        pytest.raises(requests.ConnectionError, match="Connection refused"),
    ):
        client.create(netbox.own())
    assert client.ask("GET", "/api/status/").status_code == 200
    assert len(client.proxy.seen()) == 2


def test_refusing_begins_in_the_middle_of_a_request(client: Client, netbox: NetBox) -> None:
    name = netbox.own()
    client.proxy.inject(Do(client.proxy.refuse, Point.AFTER), method="POST")
    with pytest.raises(requests.ConnectionError):
        client.create(name)
    with pytest.raises(requests.ConnectionError, match="Connection refused"):
        client.create(name)
    assert client.is_there(name)


# Whether NetBox has carried the request out, for a fault at each point.
CARRIED_OUT = {Point.BEFORE: False, Point.DURING: False, Point.SENT: True, Point.AFTER: True}


@pytest.mark.parametrize("point", Point)
@pytest.mark.parametrize("fault", [Reset, Close])
def test_a_broken_connection(client: Client, fault: type[Reset | Close], point: Point) -> None:
    name = client.netbox.own()
    client.proxy.inject(fault(point), method="POST")
    # A reset that comes while the client still sends is used up by its sending.
    words = "reset by peer|without response" if fault is Reset else "without response"
    with pytest.raises(requests.ConnectionError, match=words):
        client.create(name)
    if CARRIED_OUT[point]:
        assert client.comes_to_be_there(name)
    else:
        assert not client.is_there(name)
    seen = client.proxy.seen("POST")[0]
    assert seen.status is None
    assert seen.netbox_status == (201 if point is Point.AFTER else None)
    assert client.create(client.netbox.own()).status_code == 201


@pytest.mark.parametrize("point", Point)
def test_an_answer_that_never_comes(client: Client, point: Point) -> None:
    name = client.netbox.own()
    client.proxy.inject(Hang(point), method="POST")
    with pytest.raises(requests.ReadTimeout):
        client.create(name, timeout=PATIENCE)
    if CARRIED_OUT[point]:
        assert client.comes_to_be_there(name)
    else:
        assert not client.is_there(name)


@pytest.mark.parametrize("point", [Point.BEFORE, Point.AFTER])
def test_an_answer_that_comes_late(client: Client, point: Point) -> None:
    name = client.netbox.own()
    client.proxy.inject(Delay(1.5, point), method="POST")
    answer = client.create(name, timeout=(30, 60))
    assert answer.status_code == 201
    assert answer.elapsed.total_seconds() >= 1.5


@pytest.mark.parametrize("point", Point)
def test_a_request_held_until_the_test_lets_it_go(client: Client, point: Point) -> None:
    name = client.netbox.own()
    hold = Hold(point)
    client.proxy.inject(hold, method="POST")
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(client.create(name).status_code))
    thread.start()
    assert hold.reached.wait(60)
    if CARRIED_OUT[point]:
        assert client.comes_to_be_there(name)
    else:
        assert not client.is_there(name)
    assert not answers
    hold.released.set()
    thread.join()
    assert answers == [201]


def test_something_else_happens_meanwhile(client: Client, netbox: NetBox) -> None:
    issued = netbox_changes.issue_token(netbox)
    client.session.headers["Authorization"] = f"Bearer {issued.token}"
    revoke = Do(lambda: netbox_changes.revoke(netbox, issued), Point.BEFORE)
    client.proxy.inject(revoke, method="POST", nth=2)
    statuses = [client.create(netbox.own()).status_code for _ in range(2)]
    assert statuses == [201, 403]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("retry_after", ["", "7", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_an_error_in_netboxs_place(client: Client, status: int, retry_after: str) -> None:
    name = client.netbox.own()
    client.proxy.inject(json_answer(status, {"detail": "no"}, retry_after=retry_after), path=TAGS)
    answer = client.create(name)
    assert (answer.status_code, answer.json()) == (status, {"detail": "no"})
    assert answer.headers.get("Retry-After", "") == retry_after
    assert not client.is_there(name)
    assert client.proxy.seen()[0].netbox_status is None
    assert client.create(name).status_code == 201
    assert {one.connection for one in client.proxy.seen()} == {0}


@pytest.mark.parametrize("status", [200, 403, 502])
def test_a_page_in_place_of_json(client: Client, status: int) -> None:
    name = client.netbox.own()
    client.proxy.inject(html_answer(status), path=TAGS)
    answer = client.create(name)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html"
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert not client.is_there(name)


def test_an_error_for_what_netbox_has_carried_out(client: Client) -> None:
    for fault in (html_answer(502, point=Point.AFTER), Answer(500, point=Point.AFTER)):
        name = client.netbox.own()
        client.proxy.inject(fault, path=TAGS)
        assert client.create(name).status_code == fault.status
        assert client.is_there(name)
        seen = client.proxy.seen()[-1]
        assert (seen.status, seen.netbox_status) == (fault.status, 201)


@pytest.mark.parametrize("by", CutBy)
def test_an_answer_that_is_cut(client: Client, by: CutBy) -> None:
    name = client.netbox.own()
    client.proxy.inject(Cut(by), method="POST")
    with pytest.raises(requests.RequestException) as cut:
        client.create(name, timeout=PATIENCE if by is CutBy.STALL else (30, 60))
    told = {
        CutBy.CLOSE: "IncompleteRead",
        CutBy.RESET: "reset by peer",
        CutBy.STALL: "timed out",
    }
    assert told[by] in str(cut.value)
    assert client.comes_to_be_there(name)


def test_json_that_stops_in_the_middle(client: Client) -> None:
    name = client.netbox.own()
    client.proxy.inject(Truncate(), method="POST")
    answer = client.create(name)
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert client.is_there(name)
    assert client.create(client.netbox.own()).status_code == 201
