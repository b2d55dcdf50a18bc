"""The way to NetBox: where the token comes from and where it never goes, TLS, wrong addresses."""

import ssl
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import trustme
from conftest import Ran
from delivery_tls import no_tls_at_all, tls_in_front_of
from delivery_workbench import PATIENCE, Workbench, identified
from fault_proxy.faults import Answer, Hold, Point, html_answer, json_answer
from fault_proxy.proxy import FaultProxy
from netbox_changes import issue_token

TOKEN = "HWLAB_NETBOX_TOKEN"


@pytest.fixture
def hw_id(workbench: Workbench) -> str:
    """Return the name of a device that waits."""
    return workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))


# The token


def test_tokens_of_both_versions_will_do(workbench: Workbench) -> None:
    for version in (1, 2):
        hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"))
        token = issue_token(workbench.netbox, version=version).token
        ran = workbench.run("queue", "replay", "--json", HWLAB_NETBOX_TOKEN=token)
        assert ran.code == 0
        workbench.all_is_well(delivered=[hw_id, *(one.hw_id for one in workbench.intakes())])


@pytest.mark.parametrize("way", ["environment", "file", "command"])
def test_a_token_comes_from_three_places_and_goes_nowhere_else(
    workbench: Workbench, fault_proxy: FaultProxy, hw_id: str, tmp_path: Path, way: str
) -> None:
    token = workbench.environment.pop(TOKEN)
    kept = tmp_path / "token"
    kept.write_text(f"{token}\n", encoding="utf-8")
    kept.chmod(stat.S_IRUSR)
    ways = {
        "environment": {TOKEN: token},
        "file": {"HWLAB_NETBOX_TOKEN_FILE": str(kept)},
        "command": {
            "HWLAB_NETBOX_TOKEN_COMMAND": f"{sys.executable} -c 'print(open(\"{kept}\").read())'"
        },
    }
    workbench.environment.update(ways[way])
    # Whatever goes wrong on the way, with all that it says.
    hold = Hold(Point.BEFORE)
    fault_proxy.inject(hold, method="POST", path="dcim/devices/")
    fault_proxy.inject(html_answer(502), method="POST", path="image-attachments")
    fault_proxy.inject(json_answer(403, {"detail": "Invalid token"}), method="GET", nth=4)
    said: list[str] = []

    def run(*arguments: str) -> Ran:
        ran = workbench.run(*arguments)
        said.append(ran.out + ran.err)
        return ran

    assert run("queue", "replay", "--verbose").code == 8
    replay = workbench.start("queue", "replay", "--verbose", "--json")
    assert hold.reached.wait(PATIENCE)
    process = psutil.Process(replay.pid)
    lists = [one.cmdline() for one in (process, *process.children(recursive=True))]
    hold.released.set()
    ran = replay.ended()
    assert ran.code == 7
    said.append(f"{lists} {ran.out} {ran.err}")
    run("netbox", "check", "--verbose")
    run("config", "show", "--json")
    run("queue", "show", hw_id)
    run("queue", "export")
    secret = token.partition(".")[2]
    assert len(secret) == 40
    for text in said:
        assert secret not in text
        assert "Traceback" not in text or "Authorization" not in text
    assert secret.encode() not in workbench.bytes()
    workbench.drain_later()
    assert secret.encode() not in workbench.bytes()
    workbench.environment[TOKEN] = token
    workbench.all_is_well(delivered=[hw_id])


def test_a_token_in_the_configuration_is_refused_and_not_repeated(
    workbench: Workbench, hw_id: str
) -> None:
    token = workbench.environment.pop(TOKEN)
    config = Path(workbench.environment["HWLAB_CONFIG"])
    config.write_text(f'[netbox]\ntoken = "{token}"\n', encoding="utf-8")
    ran = workbench.run("queue", "replay", "--verbose")
    assert ran.code == 12
    assert "a token does not belong into this file" in ran.err
    assert token not in ran.out + ran.err
    assert workbench.intake(hw_id).state == "ready"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "no API token"),
        ({"HWLAB_NETBOX_TOKEN_FILE": "/nowhere/token"}, "the token can't be read"),
        ({"HWLAB_NETBOX_TOKEN_COMMAND": "false"}, "it ended with 1"),
        (
            {"HWLAB_NETBOX_TOKEN_COMMAND": "/nowhere/tool"},
            "it can't be run: FileNotFoundError",
        ),
        ({"HWLAB_NETBOX_TOKEN_COMMAND": "true"}, "no API token"),
        ({"HWLAB_NETBOX_TOKEN_COMMAND": "printf 'two\\nlines'"}, "can't be one"),
        ({TOKEN: "nbt_1.\u00e9t\u00e9"}, "can't be one"),
    ],
)
def test_a_token_that_cannot_be_had_is_told(
    workbench: Workbench, hw_id: str, settings: dict[str, str], message: str
) -> None:
    del workbench.environment[TOKEN]
    ran = workbench.run("queue", "replay", "--json", **settings)
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert message in error["message"]
    assert error["hint"]
    assert workbench.intake(hw_id).state == "ready"
    assert workbench.attempts()[hw_id][1:] == [0, 0]


def test_a_netrc_has_no_say(
    workbench: Workbench, hw_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login nobody password nothing\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[hw_id])


# Addresses


def test_redirects_are_not_followed(
    workbench: Workbench, fault_proxy: FaultProxy, hw_id: str
) -> None:
    elsewhere = FaultProxy(workbench.netbox.url)
    try:
        answer = Answer(302, headers={"Location": f"{elsewhere.url}/login/?next=/api/"})
        fault_proxy.inject(answer, times=None)
        ran = workbench.replay()
        assert ran.code == 12
        (error,) = ran.of_type("error")
        assert error["message"] == f"it redirects to {elsewhere.url}/login/?next=/api/"
        assert error["hint"] == "set netbox.url to where NetBox itself answers"
        assert elsewhere.seen() == []
        assert len(fault_proxy.seen()) == 1
    finally:
        elsewhere.close()
    assert workbench.intake(hw_id).state == "ready"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (html_answer(404), "there is no NetBox at this address (404)"),
        (html_answer(200), "what answers there is not NetBox's API: text/html"),
        (html_answer(400), "what answers there is not NetBox's API (400)"),
        (
            json_answer(200, {"hello": "world"}),
            "what answers there is not NetBox's API",
        ),
        (json_answer(200, ["hello"]), "what answers there is not NetBox's API"),
        (
            json_answer(200, {"results": [1], "count": 1, "next": None}),
            "is not NetBox's API",
        ),
        (json_answer(200, {"results": [{}], "count": 1}), "is not NetBox's API"),
        (json_answer(200, None), "is not NetBox's API"),
    ],
)
def test_another_program_at_that_address_is_told(
    workbench: Workbench,
    fault_proxy: FaultProxy,
    hw_id: str,
    answer: Answer,
    message: str,
) -> None:
    fault_proxy.inject(answer, times=None)
    for command in (["queue", "replay"], ["netbox", "check"], ["netbox", "setup"]):
        ran = workbench.run(*command, "--json")
        assert ran.code == 12, (command, ran.out)
        assert message in ran.out
        assert "netbox.url is the address of its start page" in ran.out
    assert workbench.intake(hw_id).state == "ready"
    assert workbench.attempts()[hw_id][1:] == [0, 0]


def test_a_wrong_path_is_told_by_netbox_itself(workbench: Workbench, hw_id: str) -> None:
    workbench.environment["HWLAB_NETBOX_URL"] += "/netbox"
    ran = workbench.replay()
    assert ran.code == 12
    assert ran.of_type("error")[0]["message"] == "there is no NetBox at this address (404)"
    assert workbench.intake(hw_id).state == "ready"


@pytest.mark.parametrize("ending", ["/", "/api", "/api/"])
def test_the_address_may_be_written_in_several_ways(
    workbench: Workbench, hw_id: str, ending: str
) -> None:
    plain = workbench.environment["HWLAB_NETBOX_URL"]
    workbench.environment["HWLAB_NETBOX_URL"] = plain + ending
    assert workbench.replay().code == 0
    workbench.environment["HWLAB_NETBOX_URL"] = plain
    workbench.all_is_well(delivered=[hw_id])


def test_a_host_that_there_is_not_is_told(workbench: Workbench, hw_id: str) -> None:
    workbench.environment["HWLAB_NETBOX_URL"] = "http://netbox.invalid"
    ran = workbench.replay()
    assert ran.code == 7
    (error,) = ran.of_type("error")
    assert (error["message"], error["hint"]) == ("no such host", "is netbox.url right?")
    assert workbench.intake(hw_id).state == "ready"


# TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def secured(workbench: Workbench, authority: trustme.CA) -> Iterator[Workbench]:
    """Return a hwlab that reaches NetBox by TLS."""
    with tls_in_front_of(workbench.netbox.url, authority.issue_cert("127.0.0.1")) as url:
        workbench.environment["HWLAB_NETBOX_URL"] = url
        yield workbench


def test_a_certificate_of_nobody_known_is_refused(secured: Workbench, hw_id: str) -> None:
    ran = secured.replay()
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert error["message"].startswith("its certificate is not trusted: ")
    assert error["hint"] == "netbox.ca_file names the certificates to trust"
    assert secured.intake(hw_id).state == "ready"


def test_a_certificate_that_one_trusts_is_taken(
    secured: Workbench, hw_id: str, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the environment says of other programs' certificates does not take its place.
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, ssl.get_default_verify_paths().cafile or "/nowhere")
    secured.environment["HWLAB_NETBOX_CA_FILE"] = str(ca_file)
    ran = secured.replay()
    assert ran.code == 0, ran.out
    secured.all_is_well(delivered=[hw_id])


def test_pages_are_turned_by_tls_too(
    secured: Workbench, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # NetBox, which knows of no TLS, gives the address of the next page without it.
    monkeypatch.setattr("hwlab_cli.netbox.client._PAGE", 1)
    for _ in range(3):
        secured.queue(identified(secured.netbox.own("Maker"), "1"))
    secured.environment["HWLAB_NETBOX_CA_FILE"] = str(ca_file)
    ran = secured.replay()
    assert ran.code == 0, ran.out
    secured.all_is_well(delivered=[one.hw_id for one in secured.intakes()])


def test_a_certificate_for_another_host_is_refused(
    workbench: Workbench, authority: trustme.CA, ca_file: Path, hw_id: str
) -> None:
    certificate = authority.issue_cert("netbox.example.net")
    with tls_in_front_of(workbench.netbox.url, certificate) as url:
        workbench.environment["HWLAB_NETBOX_URL"] = url
        ran = workbench.run("queue", "replay", "--json", HWLAB_NETBOX_CA_FILE=str(ca_file))
    assert ran.code == 12
    assert "127.0.0.1" in ran.of_type("error")[0]["message"]
    assert workbench.intake(hw_id).state == "ready"


@pytest.mark.parametrize("content", [None, "", "not a certificate"])
def test_a_ca_file_that_is_none_is_told(
    secured: Workbench, hw_id: str, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "wrong.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ran = secured.run("queue", "replay", "--json", HWLAB_NETBOX_CA_FILE=str(path))
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert error["item"] == "netbox.ca_file"
    assert error["hint"] == "it names a PEM file with certificates"
    assert secured.intake(hw_id).state == "ready"


def test_tls_where_there_is_none_and_none_where_there_is(secured: Workbench, hw_id: str) -> None:
    with_tls = secured.environment["HWLAB_NETBOX_URL"]
    with no_tls_at_all() as url:
        ran = secured.run("queue", "replay", "--json", HWLAB_NETBOX_URL=url)
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert error["message"] == "it does not speak TLS there"
    ran = secured.run("queue", "replay", "--json", HWLAB_NETBOX_URL=f"http{with_tls[5:]}")
    assert ran.code in {7, 12}
    assert secured.intake(hw_id).state == "ready"
