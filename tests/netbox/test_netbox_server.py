"""The real NetBox that tests are given: what it is, what can befall it, and that it is put back."""

import dataclasses
import shutil
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import netbox_changes
import pytest
import requests
from netbox_access import NetBox, http_session
from netbox_server.choices import VERSION, choices
from netbox_server.instance import load, make
from netbox_server.waiting import until
from PIL import Image


def test_it_is_the_version_that_the_project_names(pristine: NetBox) -> None:
    status = pristine.ask("GET", "/api/status/").json()
    assert status["netbox-version"] == VERSION
    assert pristine.api.version == VERSION.rpartition(".")[0]


def test_both_kinds_of_token_are_the_admins(pristine: NetBox) -> None:
    assert pristine.token.startswith("nbt_")
    assert len(pristine.v1_token) == 40
    for token in (pristine.token, pristine.v1_token):
        with http_session(token) as session:
            user = session.get(f"{pristine.url}/api/authentication-check/").json()
        assert user["username"] == "admin"


def test_a_reset_takes_everything_back(pristine: NetBox) -> None:
    basics = netbox_changes.basics(pristine)
    device = netbox_changes.made(pristine, "dcim/devices", basics.references)
    photo = ("x.png", BytesIO(), "image/png")
    Image.new("RGB", (8, 8)).save(photo[1], "PNG")
    photo[1].seek(0)
    fields = {"object_type": "dcim.device", "object_id": device["id"]}
    path = "/api/extras/image-attachments/"
    attached = pristine.ask("POST", path, data=fields, files={"image": photo})
    assert attached.status_code == 201, attached.text
    media = pristine.server.folder / "media"
    assert [file for file in media.rglob("*") if file.is_file()]

    pristine.server.reset()

    assert not [file for file in media.rglob("*") if file.is_file()]
    for kind in ("devices", "sites", "device-roles", "manufacturers", "device-types"):
        assert pristine.ask("GET", f"/api/dcim/{kind}/").json()["count"] == 0
    # Ids begin anew too, so what a test sees does not depend on those before it.
    assert netbox_changes.basics(pristine) == basics


def test_a_reset_may_come_while_netbox_is_busy(pristine: NetBox) -> None:
    ended = threading.Event()
    seen: list[int] = []

    def look() -> None:
        with http_session(pristine.token) as session:
            while not ended.is_set():
                seen.append(session.get(f"{pristine.url}/api/dcim/sites/").status_code)

    thread = threading.Thread(target=look)
    thread.start()
    assert until(lambda: len(seen) > 2, 60)
    pristine.server.reset()
    ended.set()
    thread.join()
    assert set(seen) <= {200, 500}
    assert pristine.ask("GET", "/api/dcim/sites/").json()["count"] == 0


def test_a_killed_worker_is_replaced(pristine: NetBox) -> None:
    workers = pristine.server.application.workers()
    assert len(workers) == 2
    pristine.server.application.kill_workers(1)
    assert len(set(workers) & set(pristine.server.application.workers())) == 1
    for _ in range(4):
        assert pristine.ask("GET", "/api/status/").status_code == 200


def test_a_request_in_a_killed_worker_gets_no_answer_and_leaves_nothing(pristine: NetBox) -> None:
    application, database = pristine.server.application, pristine.server.database
    name = pristine.own()
    failed: list[Exception] = []

    def create() -> None:
        try:
            pristine.ask("POST", "/api/dcim/sites/", json={"name": name, "slug": name})
        except requests.ConnectionError as fault:
            failed.append(fault)

    with database.locked("dcim_site"):
        thread = threading.Thread(target=create)
        thread.start()
        assert until(lambda: database.waiting() == 1, 60)
        application.kill_workers()
        thread.join()
    assert len(failed) == 1
    assert pristine.ask("GET", f"/api/dcim/sites/?name={name}").json()["count"] == 0


def test_a_hung_netbox_carries_out_later_what_its_client_gave_up(pristine: NetBox) -> None:
    name = pristine.own()
    body = {"name": name, "slug": name}
    with pristine.server.application.hung(), pytest.raises(requests.ReadTimeout):
        pristine.ask("POST", "/api/dcim/sites/", json=body, timeout=(30, 0.2))

    def there() -> bool:
        found: int = pristine.ask("GET", f"/api/dcim/sites/?name={name}").json()["count"]
        return found == 1

    assert until(there, 60)


def test_connections_are_refused_while_netbox_is_stopped(pristine: NetBox) -> None:
    with (
        pristine.server.application.stopped(),
        pytest.raises(requests.ConnectionError, match=r"Connection refused"),
    ):
        pristine.ask("GET", "/api/status/")
    assert pristine.ask("GET", "/api/status/").status_code == 200


def test_without_its_database_every_request_is_a_500_in_json(pristine: NetBox) -> None:
    with pristine.server.database.stopped():
        for path in ("/api/status/", "/api/dcim/devices/"):
            answer = pristine.ask("GET", path)
            assert answer.status_code == 500
            assert answer.json()["exception"] == "OperationalError"
    assert pristine.ask("GET", "/api/status/").status_code == 200


def test_without_its_cache_every_request_is_a_500_in_html(pristine: NetBox) -> None:
    with pristine.server.cache.stopped():
        answer = pristine.ask("GET", "/api/dcim/devices/")
        assert answer.status_code == 500
        assert answer.headers["Content-Type"].startswith("text/html")
    assert pristine.ask("GET", "/api/status/").status_code == 200


def test_a_revoked_token_is_refused(netbox: NetBox) -> None:
    for version in (1, 2):
        issued = netbox_changes.issue_token(netbox, version=version)
        with http_session(issued.token) as session:
            assert session.get(f"{netbox.url}/api/status/").status_code == 200
            netbox_changes.revoke(netbox, issued)
            answer = session.get(f"{netbox.url}/api/status/")
        assert answer.status_code == 403
        assert answer.json() == {"detail": f"Invalid v{version} token"}


def test_all_tests_with_a_netbox_are_on_one_worker(
    request: pytest.FixtureRequest, netbox: NetBox
) -> None:
    # A runner that has lost the grouping says nothing, and brings up a NetBox for each worker.
    is_grouped = request.node.nodeid.endswith("@netbox")
    assert is_grouped == request.config.getoption("loadgroup", default=False)


def test_names_of_its_own_are_never_twice_the_same(netbox: NetBox) -> None:
    assert len({netbox.own() for _ in range(100)} | {netbox.own("a") for _ in range(100)}) == 200


def test_it_ends_with_a_session_that_is_killed(tmp_path: Path, pristine: NetBox) -> None:
    # The programs are shared with this session's own NetBox; the rest is another instance.
    home = pristine.server.folder.parent
    script = (
        "import os, signal; from netbox_server.choices import choices\n"
        "from netbox_server.session import instance_for_a_session\n"
        "with instance_for_a_session(choices()) as instance:\n"
        "    print(instance.folder, instance.application.url, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).parent),
        "HWLAB_TEST_NETBOX_HOME": str(home),
    }
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert ran.returncode == -9, ran.stderr
    folder, url = ran.stdout.split()
    assert Path(folder) != pristine.server.folder
    assert url != pristine.url
    other = load(Path(folder))
    assert other is not None

    def is_gone() -> bool:
        gone = other.application.master() is None and not other.database.runs()
        return gone and not Path(other.record.sockets).exists()

    assert until(is_gone, 60)
    assert pristine.ask("GET", "/api/status/").status_code == 200


def test_what_a_crash_has_left_is_ended_by_the_next_start(pristine: NetBox) -> None:
    chosen = dataclasses.replace(choices(), home=pristine.server.folder.parent)
    left = make(chosen, "left-behind", 30_000)
    left.database.start()
    left.cache.start()
    new = make(chosen, "left-behind", 30_000)
    assert not left.database.runs()
    assert not Path(left.record.sockets).exists()
    new.down()
    shutil.rmtree(new.folder)
