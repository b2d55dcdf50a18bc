"""The way to a server: names that lie, redirects, proxies, TLS, and what a key is not told."""

import logging
import socket
import ssl
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import trustme
from vision_fixtures import MakeTier
from vision_questions import ANSWER, Question, picture
from vision_server import Exchange, ScriptedServer, fails, request_on, says, streams

from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import NotOpenAIError, SettingsError, UnreachableError
from hwlab_cli.tier import Tier

Resolve = Callable[..., None]


def ask(tier: Tier, state: Path) -> Answer[str]:
    return Endpoint(tier, state).ask(Question(), [picture()], lambda text, _: text)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Let a name have these addresses, one list for each time that it is asked for."""
    really = socket.getaddrinfo
    answers: dict[str, list[Sequence[str]]] = {}

    def lie(host: Any, port: Any, *more: Any, **named: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name not in answers:
            assert not name.strip("0123456789.:abcdef"), f"{name} was resolved in earnest"
            return list(really(host, port, *more, **named))
        left = answers[name]
        found = left.pop(0) if len(left) > 1 else left[0]
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port, 0, 0) if ":" in one else (one, port),
            )
            for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", lie)

    def resolve(name: str, *turns: Sequence[str]) -> None:
        answers[name] = list(turns)

    return resolve


@pytest.mark.parametrize(
    "addresses",
    [
        ["169.254.169.254"],
        ["127.0.0.1", "169.254.169.254"],
        ["::ffff:a9fe:a9fe"],
        ["64:ff9b::a9fe:a9fe"],
        ["fe80::1%2"],
        ["fd00:ec2::254"],
        ["0.0.0.0"],
        ["::"],
    ],
)
def test_names_of_refused_addresses(
    tier: MakeTier, scripted: ScriptedServer, state: Path, names: Resolve, addresses: list[str]
) -> None:
    names("vlm.example", addresses)
    with pytest.raises(SettingsError, match="requests to it are refused") as caught:
        ask(tier(base_url=f"http://vlm.example:{scripted.port}/v1"), state)
    assert caught.value.exit_code is ExitCode.CONFIG
    assert not scripted.seen


def test_a_name_is_resolved_once_and_used_as_it_was_checked(
    tier: MakeTier, scripted: ScriptedServer, state: Path, names: Resolve
) -> None:
    names("vlm.example", ["127.0.0.1"], ["169.254.169.254"])
    scripted.plays(says(ANSWER))
    endpoint = Endpoint(tier(base_url=f"http://vlm.example:{scripted.port}/v1"), state)
    assert endpoint.ask(Question(), [picture()], lambda text, _: text).text == ANSWER
    assert scripted.seen[0].headers["host"] == f"vlm.example:{scripted.port}"
    with pytest.raises(SettingsError):  # and each time anew
        endpoint.ask(Question(), [picture()], lambda text, _: text)


def test_the_next_address_is_tried(
    tier: MakeTier, scripted: ScriptedServer, state: Path, names: Resolve
) -> None:
    names("vlm.example", ["127.0.0.9", "127.0.0.1"])  # nobody listens at the first
    scripted.plays(says(ANSWER))
    assert ask(tier(base_url=f"http://vlm.example:{scripted.port}/v1"), state).text == ANSWER


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "https://evil.example/v1", "/login"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(
    tier: MakeTier,
    scripted: ScriptedServer,
    state: Path,
    names: Resolve,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    target: str,
) -> None:
    monkeypatch.setenv("KEY", "sk-of-mine")
    scripted.plays(fails(status, "", Location=target))
    with pytest.raises(NotOpenAIError, match="redirects to"):
        ask(tier(api_key_env="KEY"), state)
    assert len(scripted.seen) == 1


def test_a_server_over_ipv6(tier: MakeTier, state: Path) -> None:
    with socket.socket(socket.AF_INET6) as listener:
        try:
            listener.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 on this machine")
        listener.listen()
        port = listener.getsockname()[1]
        serving = threading.Thread(target=_serve_one, args=(listener,))
        serving.start()
        assert ask(tier(base_url=f"http://[::1]:{port}/v1"), state).text == ANSWER
        serving.join()


def _serve_one(listener: socket.socket, tls: ssl.SSLContext | None = None) -> None:
    link, _ = listener.accept()
    try:
        if tls:
            link = tls.wrap_socket(link, server_side=True)
        seen = request_on(link)
        assert seen
        says(ANSWER)(Exchange(seen, link, threading.Event()))
    except OSError:
        pass  # the client will have no more of it
    finally:
        link.close()


def test_proxies_of_the_environment_have_no_say(
    tier: MakeTier, scripted: ScriptedServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    scripted.plays(says(ANSWER))
    assert ask(tier(), state).text == ANSWER


def test_settings_of_the_client_in_the_environment_have_no_say(
    tier: MakeTier, scripted: ScriptedServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "of-another-service")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: of-another-service")
    scripted.plays(says(ANSWER))
    ask(tier(), state)
    headers = scripted.seen[0].headers
    assert "of-another-service" not in str(headers)
    assert (
        headers.keys()
        == {
            "accept",
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "host",
            "user-agent",
        }
        & headers.keys()
    )
    assert "authorization" not in headers
    assert headers["user-agent"].startswith("hwlab/")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that SSL_CERT_FILE trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


@pytest.fixture
def behind_tls() -> Iterator[Callable[[trustme.CA], int]]:
    """Serve one answer over TLS; returns the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve(by: trustme.CA) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        by.issue_cert("vlm.example").configure_cert(context)
        threads.append(threading.Thread(target=_serve_one, args=(listener, context)))
        threads[0].start()
        port: int = listener.getsockname()[1]
        return port

    yield serve
    for thread in threads:
        thread.join()
    listener.close()


def test_tls_with_a_certificate_of_ones_own(
    tier: MakeTier,
    state: Path,
    names: Resolve,
    authority: trustme.CA,
    behind_tls: Callable[[trustme.CA], int],
) -> None:
    names("vlm.example", ["127.0.0.1"])
    url = f"https://vlm.example:{behind_tls(authority)}/v1"
    assert ask(tier(base_url=url), state).text == ANSWER


@pytest.mark.parametrize("host", ["vlm.example", "other.example"])
def test_a_certificate_that_is_not_trusted(
    tier: MakeTier,
    state: Path,
    names: Resolve,
    authority: trustme.CA,
    behind_tls: Callable[[trustme.CA], int],
    host: str,
) -> None:
    names(host, ["127.0.0.1"])
    by = trustme.CA() if host == "vlm.example" else authority
    url = f"https://{host}:{behind_tls(by)}/v1"
    with pytest.raises(UnreachableError, match="certificate is not trusted"):
        ask(tier(base_url=url), state)


def test_no_tls_where_it_is_expected(tier: MakeTier, scripted: ScriptedServer, state: Path) -> None:
    def speaks_plainly(exchange: Exchange) -> None:
        raise AssertionError("it has read a request")

    scripted.plays(speaks_plainly)
    with pytest.raises(UnreachableError, match=r"does not speak TLS|broke at once"):
        ask(tier(base_url=scripted.url.replace("http:", "https:")), state)


def test_no_http_where_it_is_expected(tier: MakeTier, state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            link, _ = listener.accept()
            with link:
                link.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
                while link.recv(65536):
                    pass

        greeting = threading.Thread(target=greet)
        greeting.start()
        with pytest.raises(NotOpenAIError, match="does not speak HTTP"):
            ask(tier(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}/v1"), state)
        greeting.join()


def test_nobody_listens(tier: MakeTier, state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UnreachableError, match="connection refused") as caught:
        ask(tier(base_url=f"http://127.0.0.1:{port}/v1"), state)
    assert caught.value.exit_code is ExitCode.MODEL_UNREACHABLE
    assert caught.value.asked
    assert caught.value.asked.requests == 1


def test_a_connection_that_nobody_takes(tier: MakeTier, state: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = []
        try:
            for _ in range(4):  # until the queue of those that wait is full
                link = socket.socket()
                link.setblocking(False)
                link.connect_ex(("127.0.0.1", port))
                waiting.append(link)
            with pytest.raises(UnreachableError, match=r"within 0\.2 s"):
                ask(tier(base_url=f"http://127.0.0.1:{port}/v1", connect_seconds=0.2), state)
        finally:
            for link in waiting:
                link.close()


def test_no_such_host(tier: MakeTier, state: Path) -> None:
    with pytest.raises(UnreachableError, match="no such host"):
        ask(tier(base_url="http://nowhere.invalid/v1", connect_seconds=30), state)


def test_compressed_answers_are_refused(
    tier: MakeTier, scripted: ScriptedServer, state: Path
) -> None:
    def bomb(exchange: Exchange) -> None:
        exchange.head(Content_Encoding="gzip")
        exchange.send(b"\x1f\x8b")

    scripted.plays(bomb)
    with pytest.raises(NotOpenAIError, match="compresses"):
        ask(tier(), state)
    assert scripted.seen[0].headers["accept-encoding"] == "identity"


def test_an_answer_without_an_end_is_left(
    tier: MakeTier, scripted: ScriptedServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hwlab_cli.identify.vision.wire._MOST_BYTES", 10_000)
    scripted.plays(streams(*[": padding\n" * 100] * 50))
    with pytest.raises(NotOpenAIError, match="has no end"):
        ask(tier(), state)


SECRET = "sk-Zq/8+w%3Dx"


@pytest.mark.parametrize(
    "act",
    [
        fails(401, {"error": {"message": f"no such key: {SECRET}"}}),
        fails(401, f"no such key: {SECRET}"),
        fails(400, {"error": {"message": "no key " + "sk-Zq%2F8%2Bw%253Dx", "param": SECRET}}),
        fails(500, {"detail": [{"loc": [SECRET], "msg": SECRET}]}),
        fails(404, f"<h1>{SECRET}</h1>"),
        fails(200, f"hello {SECRET}"),
        fails(200, {"error": SECRET}),
        fails(429, {"error": "x" * 293 + SECRET}, Retry_After="9999"),
        streams(f'data: {{"error": "{SECRET}"}}\n\n'),
        says("", model=SECRET),
        streams(f'data: {{"model": "{SECRET}", "choices": []}}\n\n'),
    ],
)
def test_a_key_that_is_repeated_goes_nowhere(
    tier: MakeTier,
    scripted: ScriptedServer,
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    act: Callable[[Exchange], None],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("KEY", SECRET)
    scripted.plays(act)
    with pytest.raises(HwlabError) as caught:
        ask(tier(api_key_env="KEY"), state)
    assert all(one.headers["authorization"] == f"Bearer {SECRET}" for one in scripted.seen)
    error = caught.value
    shown = "".join(traceback.format_exception(error))
    told = (error.message, error.hint, error.item, repr(getattr(error, "asked", "")), shown)
    everything = "\n".join(map(str, told)) + caplog.text + "".join(capsys.readouterr())
    for part in (SECRET, "sk-Zq%2F8", SECRET[:6]):
        assert part not in everything
    kept = [file.read_text() for file in state.rglob("*") if file.is_file()]
    assert SECRET not in "".join(kept)


def test_a_key_in_a_redirect_goes_nowhere(
    tier: MakeTier, scripted: ScriptedServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", SECRET)
    scripted.plays(fails(302, "", Location=f"https://login.example/?key={SECRET}"))
    with pytest.raises(NotOpenAIError, match=r"redirects to https://login\.example/\?key=\*\*\*,"):
        ask(tier(api_key_env="KEY"), state)
