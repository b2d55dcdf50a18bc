"""Asking a SearXNG: what it finds, and all that can go wrong on the way."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import trustme
from searxng_desk import finds, page, queries, root
from vision_server import Act, Exchange, ScriptedServer, fails, hangs, request_on, streams

from hwlab_cli.config import Research
from hwlab_cli.errors import ExitCode
from hwlab_cli.identify.research.pace import Pace
from hwlab_cli.identify.research.pages import Page
from hwlab_cli.identify.research.searxng import Searxng
from hwlab_cli.identify.resting import Resting
from hwlab_cli.identify.vision import addresses
from hwlab_cli.identify.vision.deadlines import UnwantedError
from hwlab_cli.identify.vision.faults import StoppedError, UnreachableError, VisionError

FORBIDDEN = "<!doctype html><title>403 Forbidden</title><h1>Forbidden</h1>"


class Clock:
    """A clock that goes as long as somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def engine(scripted: ScriptedServer) -> Callable[..., Searxng]:
    """Make the client of the scripted server, which is at nobody's pace."""

    def make(**settings: Any) -> Searxng:
        return Searxng(Research(**{"url": root(scripted), **settings}), Pace(0.0))

    return make


def fault(engine: Searxng, words: str = "JL253A") -> VisionError:
    with pytest.raises(VisionError) as caught:
        engine.search(words)
    assert caught.value.hint
    assert caught.value.item == f"SearXNG at {engine.url}"
    return caught.value


def test_pages_are_found(scripted: ScriptedServer, engine: Callable[..., Searxng]) -> None:
    scripted.plays(
        finds(
            page("Aruba 2930F", "The JL253A has\n24\x07 ports", "https://example.com/jl253a"),
            page("Aruba 2930F", "The JL253A has 24 ports", "https://example.com/jl253a"),
            page("", "", "https://example.com/empty"),
            page("A script", url="javascript:alert(1)"),
            {**page("A place"), "url": "https://[::1"},
            {"title": 7, "url": None},
            "not a result",
            silent=[["google", "CAPTCHA"], ["bing", 7], "odd"],
        )
    )
    found = engine().search("HPE JL253A")
    (one,) = found.pages
    assert one.text == "Aruba 2930F: The JL253A has 24 ports"
    assert one.address == "https://example.com/jl253a"
    assert found.notes == ("no answer of google: CAPTCHA",)
    assert queries(scripted) == ["HPE JL253A"]
    headers = scripted.seen[0].headers
    assert headers["user-agent"].startswith("hwlab/")
    assert not {"authorization", "cookie", "referer"} & set(headers)


def test_words_arrive_as_they_are(scripted: ScriptedServer, engine: Callable[..., Searxng]) -> None:
    scripted.plays(finds())
    assert engine().search("ISR4331/K9 Größe & #1+").pages == ()
    assert queries(scripted) == ["ISR4331/K9 Größe & #1+"]


def test_what_was_found_is_not_asked_for_again(
    scripted: ScriptedServer, engine: Callable[..., Searxng]
) -> None:
    scripted.plays(finds(page("X1")))
    one = engine()
    assert one.search("X1") == one.search("X1")
    one.search("X2")
    assert queries(scripted) == ["X1", "X2"]


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        (("HPE JL253A switch", "", "/"), True),
        (("", "for JL253A.", "/"), True),
        (("Aruba", "", "/p/aruba-jl253a_24g"), True),
        (("Aruba", "", "/p/aruba%20JL253A"), True),
        (("JL253AB JL253A-ABB XJL253A", "", "/jl253ab/xjl253a"), False),
        (("Aruba", "24 ports", "/?q=JL253A"), False),
    ],
)
def test_a_page_names_a_number_where_it_stands_whole(
    shown: tuple[str, str, str], named: bool
) -> None:
    title, snippet, path = shown
    assert Page(title, snippet, f"https://example.com{path}").names("JL253A") is named


def test_an_instance_may_be_in_a_folder(scripted: ScriptedServer) -> None:
    settings = Research(url=f"{root(scripted)}/searx/search/")
    assert settings.url == f"{root(scripted)}/searx"
    scripted.plays(finds())
    Searxng(settings, Pace(0.0)).search("X1")
    assert scripted.seen[0].target.startswith("/searx/search?q=X1&")


@pytest.mark.parametrize(
    ("act", "code", "says", "hint"),
    [
        (fails(403, FORBIDDEN), 12, "no JSON (403)", "search.formats"),
        (fails(429, "Too Many Requests"), 5, "no more requests", "limiter"),
        (fails(401, "Unauthorized"), 8, "wants a password", "research.url"),
        (fails(404, "Not Found"), 12, "no SearXNG is there (404)", "research.url"),
        (fails(500, {"error": "search error"}), 5, "fails (500)", "log"),
        (fails(502, FORBIDDEN), 5, "fails (502)", "log"),
        (streams("<!doctype html><h1>SearXNG</h1>", kind="text/html"), 12, "not the JSON", ""),
        (streams('{"results": [', kind="application/json"), 12, "not the JSON", ""),
        (streams("[" * 100_000, kind="application/json"), 12, "not the JSON", ""),
        (streams(b"\xff\xfe\x00{", kind="application/json"), 12, "not the JSON", ""),
        (streams('{"results": {}}', kind="application/json"), 12, "not the JSON", ""),
        (streams('["results"]', kind="application/json"), 12, "not the JSON", ""),
        (streams("", kind="application/json"), 12, "not the JSON", ""),
        (streams(*["x" * 2**20] * 5, kind="application/json"), 12, "longer than 4 MiB", ""),
        (lambda exchange: exchange.reset(), 5, "lost before it answered", "log"),
        (lambda exchange: exchange.send("SSH-2.0-X\r\n\r\n"), 12, "no answer of a SearXNG", ""),
    ],
)
def test_what_goes_wrong_is_told(
    scripted: ScriptedServer,
    engine: Callable[..., Searxng],
    act: Act,
    code: int,
    says: str,
    hint: str,
) -> None:
    scripted.plays(act)
    failure = fault(engine())
    assert (failure.exit_code, says in failure.message) == (ExitCode(code), True), failure.message
    assert hint in str(failure.hint)


def test_redirects_are_not_followed(
    scripted: ScriptedServer, engine: Callable[..., Searxng], elsewhere: ScriptedServer
) -> None:
    for status in (301, 302, 307, 308):
        scripted.plays(fails(status, "", Location=f"{root(elsewhere)}/search?q=JL253A"))
        assert f"redirects ({status})" in fault(engine()).message
    assert elsewhere.seen == []


@pytest.fixture
def elsewhere() -> Iterator[ScriptedServer]:
    """Another server, which is to hear nothing."""
    server = ScriptedServer()
    server.plays(finds())
    yield server
    server.close()


def _dribbles(exchange: Exchange) -> None:
    exchange.head()
    while not exchange.ended.wait(0.02):
        exchange.send(" ")


@pytest.mark.parametrize("act", [hangs(), hangs('{"results": ['), _dribbles])
def test_no_server_takes_longer_than_it_may(
    scripted: ScriptedServer, engine: Callable[..., Searxng], act: Act
) -> None:
    scripted.plays(act)
    failure = fault(engine(seconds=0.3))
    assert (failure.exit_code, "within 0.3 s" in failure.message) == (5, True)
    assert "research.seconds" in str(failure.hint)


def test_who_wants_it_no_more_does_not_wait(
    scripted: ScriptedServer, engine: Callable[..., Searxng]
) -> None:
    scripted.plays(hangs())
    with pytest.raises(StoppedError):
        engine().search("X1", lambda: bool(scripted.seen))


@pytest.mark.parametrize(
    ("url", "code", "says"),
    [
        ("http://169.254.169.254", 12, "link-local"),
        ("http://0.0.0.0:8888", 12, "unspecified"),
        ("http://[fd00:ec2::254]", 12, "metadata"),
        ("http://192.0.2.7:8888", 12, "your part numbers do not travel over plain http"),
        ("http://127.0.0.1:1", 5, "can't be reached"),
        ("https://127.0.0.1:1", 5, "can't be reached"),
    ],
)
def test_addresses_are_guarded(url: str, code: int, says: str) -> None:
    failure = fault(Searxng(Research(url=url), Pace(0.0)))
    assert (failure.exit_code, says in failure.message) == (code, True), failure.message
    assert "base_url" not in f"{failure.message} {failure.hint}"
    assert "vision" not in f"{failure.message} {failure.hint}"


def test_what_a_name_means_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    meant = [ip_address("127.0.0.1"), ip_address("169.254.169.254")]
    monkeypatch.setattr(addresses, "resolved", lambda *_: meant)
    assert fault(Searxng(Research(url="http://searx.lan"), Pace(0.0))).exit_code == 12


def test_a_server_that_asks_for_a_pause_is_given_it(scripted: ScriptedServer) -> None:
    clock = Clock()
    settings = Research(url=root(scripted))
    engine = Searxng(settings, Pace(0.0), Resting(clock))
    scripted.plays(fails(429, "Too Many Requests", Retry_After="120"), finds(page("X1")))
    failure = fault(engine)
    assert isinstance(failure, UnreachableError)
    assert (failure.wait, "for 120 s" in failure.message) == (120.0, True)
    clock.now = 119.0
    assert fault(engine).message == failure.message
    assert len(scripted.seen) == 1
    clock.now = 121.0
    assert len(engine.search("X1").pages) == 1


def test_one_that_is_set_up_otherwise_is_not_asked_for_each_device(
    scripted: ScriptedServer,
) -> None:
    clock = Clock()
    engine = Searxng(Research(url=root(scripted)), Pace(0.0), Resting(clock))
    scripted.plays(fails(403, FORBIDDEN))
    for _ in range(3):
        fault(engine)
    assert len(scripted.seen) == 1


def test_there_is_one_request_a_second() -> None:
    clock = Clock()
    pace = Pace(1.0, clock, clock.sleep)
    at = []
    for _ in range(4):
        pace.turn()
        at.append(clock.now)
    clock.now = 10.0
    pace.turn()
    assert (at, clock.now) == ([0.0, 1.0, 2.0, 3.0], 10.0)


def test_threads_share_the_second() -> None:
    clock = Clock()
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        raise _WaitedError

    pace = Pace(0.1, clock, sleep)

    def run() -> None:
        with contextlib.suppress(_WaitedError):
            pace.turn()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0.1, 0.2]


class _WaitedError(Exception):
    """Somebody would have slept."""


def test_a_turn_that_is_wanted_no_more_is_not_waited_for() -> None:
    clock = Clock()
    pace = Pace(1.0, clock, clock.sleep)
    pace.turn()
    with pytest.raises(UnwantedError):
        pace.turn(lambda: True)


@pytest.mark.parametrize("trusted", [True, False])
def test_certificates_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    ours, other = trustme.CA(), trustme.CA()
    (ours if trusted else other).cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.issue_cert("127.0.0.1").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=_found_nothing, args=(listener, context))
        serving.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        engine = Searxng(Research(url=url), Pace(0.0))
        if trusted:
            assert engine.search("X1").pages == ()
        else:
            failure = fault(engine)
            assert (failure.exit_code, "not trusted" in failure.message) == (5, True)
        serving.join()


def _found_nothing(listener: socket.socket, context: ssl.SSLContext) -> None:
    link, _ = listener.accept()
    with contextlib.suppress(OSError), context.wrap_socket(link, server_side=True) as safe:
        request_on(safe)
        body = b'{"query": "X1", "results": []}'
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
        safe.sendall(head.encode() + body)
