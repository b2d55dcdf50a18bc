"""A hwlab at work on a real NetBox: its own state folder, and what must hold in the end."""

import contextlib
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import netbox_changes
from conftest import Ran
from fault_proxy.faults import Hold, Point, html_answer
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_server.waiting import until
from PIL import Image
from typer.testing import CliRunner

from hwlab_cli import config, plan
from hwlab_cli.app import app
from hwlab_cli.delivery.run import Delivery
from hwlab_cli.identify.typed import from_person
from hwlab_cli.model import Identification, State
from hwlab_cli.oplog import append, query, settle
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.photos.originals import Originals
from hwlab_cli.workspace import Workspace

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
PLACE = "written on the bench in 1987"


class Workbench:
    """One machine with hwlab on it, which delivers to a NetBox or to a proxy in front of it."""

    def __init__(self, folder: Path, netbox: NetBox, url: str, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").touch()
        self.home = folder / "state"
        self.netbox = netbox
        self._motif = netbox.own("photo")
        self.environment = {
            "HWLAB_HOME": str(self.home),
            "HWLAB_CONFIG": str(folder / "config.toml"),
            "HWLAB_NETBOX_URL": url,
            "HWLAB_NETBOX_TOKEN": netbox.token,
            **{f"HWLAB_NETBOX_{name.upper()}": value for name, value in settings.items()},
        }

    # Work

    def photo(self, number: int) -> bytes:
        """Return a photo that nobody else has; the same each time."""
        return photo(f"{self._motif} {number}")

    def queue(self, found: Identification, *photos: bytes, again: bool = False) -> str:
        """Put a device into the log as an intake of it would, without looking at its photos."""
        ops_for = [KeptPhoto(hashlib.sha256(one).hexdigest(), "label.jpg") for one in photos]
        ops = plan.ops_for(found, ops_for, "hold")
        key = plan.identity_key(found)
        with self.log() as log:
            if not photos:
                return append.add(log, found, ops, key)
            with Owner(self.home) as owner:
                originals = Originals(self.home / "originals")
                for photo, kept in zip(photos, ops_for, strict=True):
                    originals.keep(photo, kept.sha256)
                claim = append.capture(log, ops_for, owner, again=again).claim
                assert claim is not None
                settle.identified(log, owner, claim, found, ops, key)
                return claim.hw_id

    def run(self, *arguments: str | Path, **environment: str) -> Ran:
        """Run a command line in this process."""
        done = CliRunner().invoke(
            app, [str(one) for one in arguments], env={**self.environment, **environment}
        )
        return Ran(done.exit_code, done.stdout, done.stderr)

    def replay(self, *arguments: str) -> Ran:
        """Run a replay in this process, told in JSON."""
        return self.run("queue", "replay", "--json", *arguments)

    def start(self, *arguments: str, **environment: str) -> "Process":
        """Start a command line in a process of its own."""
        return Process(arguments, {**os.environ, **self.environment, **environment})

    def drain(self, rounds: int = 5) -> None:
        """Replay until nothing waits; no faults may be left."""
        for _ in range(rounds):
            self.skip_waits()
            ran = self.replay()
            if not ran.summary["waiting"]:
                return
        raise AssertionError(f"still waiting after {rounds} replays: {ran.out}{ran.err}")

    def drain_later(self, rounds: int = 5) -> None:
        """Deliver until nothing waits, each time hours later: nothing may be under way yet."""
        with Workspace(self.home, self.settings()) as work:
            for round_ in range(rounds):
                work.log.clock = ahead(timedelta(hours=2 * round_ + 2))
                for _ in Delivery(work).run():
                    pass
                if all(one.state is State.DONE for one in query.intakes(work.log)):
                    return
        raise AssertionError(f"still waiting after {rounds} deliveries")

    def skip_waits(self) -> None:
        """Let the time pass that something has to wait for."""
        with self.log() as log, log.writing() as connection:
            connection.execute("UPDATE ops SET not_before = NULL")

    def killed_at(self, proxy: FaultProxy, point: Point, method: str, path: str) -> Hold:
        """Replay in a process that is killed when a request has come so far.

        The request comes no further until it is released.
        """
        hold = Hold(point)
        proxy.inject(hold, method=method, path=path)
        replay = self.start("queue", "replay")
        reached = hold.reached.wait(PATIENCE)
        replay.killed()
        assert reached
        return hold

    @contextlib.contextmanager
    def uploads_refused(self, proxy: FaultProxy) -> Iterator[None]:
        """Keep photos from being attached for the block."""
        proxy.inject(html_answer(503), method="POST", path="image-attachments", times=None)
        yield
        proxy.clear()

    # Looking at the log

    def log(self) -> OpLog:
        """Open the log."""
        return OpLog.open(self.home)

    def settings(self) -> config.Settings:
        """Return its settings, without looking at the environment of the tests."""
        netbox = {
            name.removeprefix("HWLAB_NETBOX_").lower(): value
            for name, value in self.environment.items()
            if name.startswith("HWLAB_NETBOX_")
        }
        return config.Settings(netbox=config.NetBox.model_validate(netbox))

    def intake(self, hw_id: str) -> query.Intake:
        with self.log() as log:
            return query.intake(log, hw_id)

    def intakes(self) -> list[query.Intake]:
        with self.log() as log:
            return list(query.intakes(log))

    def attempts(self) -> dict[str, list[int]]:
        """Return how often each op was tried."""
        return {one.hw_id: [op.attempts for op in one.ops] for one in self.intakes()}

    def bytes(self) -> bytes:
        """Return everything in the state folder, names and contents."""
        return b"\0".join(
            str(file).encode() + b"\0" + file.read_bytes()
            for file in sorted(self.home.rglob("*"))
            if file.is_file()
        )

    # Looking at NetBox

    def found(self, path: str, **filters: Any) -> list[dict[str, Any]]:
        """Return what a query below `/api/` finds, all of it."""
        answer = self.netbox.ask("GET", f"/api/{path}/", params={"limit": 1000, **filters})
        assert answer.status_code == 200, answer.text
        data = answer.json()
        assert data["next"] is None
        results: list[dict[str, Any]] = data["results"]
        return results

    def devices(self, hw_id: str) -> list[dict[str, Any]]:
        """Return the devices that say they came from an intake."""
        return [
            one
            for one in self.found("dcim/devices", cf_hwlab_id=hw_id)
            if one["custom_fields"]["hwlab_id"] == hw_id
        ]

    def _devices_of(self, intakes: Sequence[query.Intake]) -> dict[str, list[dict[str, Any]]]:
        there: dict[str, list[dict[str, Any]]] = {one.hw_id: [] for one in intakes}
        for device in self._found_for("dcim/devices", "cf_hwlab_id", list(there)):
            there[device["custom_fields"]["hwlab_id"]].append(device)
        return there

    def _found_for(
        self, path: str, name: str, values: Sequence[object], **filters: Any
    ) -> list[dict[str, Any]]:
        """Return what is found for any of these values, by as few requests as addresses allow."""
        return [
            one
            for start in range(0, len(values), 100)
            for one in self.found(path, **{name: values[start : start + 100]}, **filters)
        ]

    def device(self, hw_id: str) -> dict[str, Any]:
        """Return the one device of an intake."""
        (device,) = self.devices(hw_id)
        return device

    def attachments(self, device: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the pictures of a device."""
        return self.found(
            "extras/image-attachments", object_type="dcim.device", object_id=device["id"]
        )

    def made_already(self, hw_id: str, **fields: Any) -> dict[str, Any]:
        """Make the device of an intake without hwlab, which misses some custom fields then."""
        wanted = self.intake(hw_id).identification
        assert wanted
        (site,) = self.found("dcim/sites", slug="intake")
        name = self.netbox.own("made")
        role = {"name": name, "slug": name, "color": "9e9e9e"}
        maker = {"name": wanted.manufacturer, "slug": name}
        makers = self.found("dcim/manufacturers", name=wanted.manufacturer)
        by = (makers or [netbox_changes.made(self.netbox, "dcim/manufacturers", maker)])[0]["id"]
        kind = {"manufacturer": by, "model": wanted.model, "slug": name}
        body = {
            "name": hw_id,
            "asset_tag": hw_id,
            "status": "inventory",
            "site": site["id"],
            "role": netbox_changes.made(self.netbox, "dcim/device-roles", role)["id"],
            "device_type": netbox_changes.made(self.netbox, "dcim/device-types", kind)["id"],
            "tags": [{"slug": "hwlab"}],
            "custom_fields": {"hwlab_id": hw_id, "hwlab_catalog_status": "matched"},
        }
        return netbox_changes.made(self.netbox, "dcim/devices", {**body, **fields})

    def twin_of(self, device: Mapping[str, Any]) -> dict[str, Any]:
        """Make another device with the marker of this one, as a race could."""
        (field,) = self.found("extras/custom-fields", name="hwlab_id")
        path = f"/api/extras/custom-fields/{field['id']}/"
        body = {
            **{one: device[one]["id"] for one in ("site", "role", "device_type")},
            "custom_fields": {"hwlab_id": device["custom_fields"]["hwlab_id"]},
        }
        assert self.netbox.ask("PATCH", path, json={"unique": False}).ok
        try:
            return netbox_changes.made(self.netbox, "dcim/devices", body)
        finally:
            assert self.netbox.ask("PATCH", path, json={"unique": True}).ok

    # What must hold in the end

    def all_is_well(self, *, delivered: Sequence[str], halfway: Sequence[str] = ()) -> None:
        """Check that these, and only these, are in NetBox, once and as they should be.

        Of those `halfway` the device is there, and something is still owed.
        """
        intakes = self.intakes()
        there = self._devices_of(intakes)
        owed: dict[int, list[str]] = {}
        for one in intakes:
            found = there[one.hw_id]
            if one.hw_id in halfway:
                assert (one.state is State.DONE, len(found)) == (False, 1)
                continue
            if one.hw_id in delivered:
                assert one.state is State.DONE, (one.state, one.reasons)
                assert len(found) == 1, [device["url"] for device in found]
                self._is_as_it_should_be(one, found[0])
                owed[found[0]["id"]] = sorted(
                    f"{one.hw_id} {photo.sha256[:16]}" for photo in one.photos
                )
            else:
                assert one.state is not State.DONE
                assert found == []
        pictures = self._found_for(
            "extras/image-attachments", "object_id", list(owed), object_type="dcim.device"
        )
        attached: dict[int, list[str]] = {device: [] for device in owed}
        for picture in pictures:
            attached[picture["object_id"]].append(picture["name"])
        assert {device: sorted(names) for device, names in attached.items()} == owed
        assert self._twins() == []
        checked = self.run("queue", "check", "--json")
        assert (checked.code, checked.lines[:-1]) == (0, [])

    def _is_as_it_should_be(self, one: query.Intake, device: dict[str, Any]) -> None:
        body = next(op.body for op in one.ops if op.kind.value == "create_device")
        assert (
            one.netbox_url == f"{self.environment['HWLAB_NETBOX_URL']}/dcim/devices/{device['id']}/"
        )
        assert device["name"] == one.hw_id
        assert device["asset_tag"] == (body["asset_tag"] or one.hw_id)
        assert device["serial"] == (body["serial"] or "")
        assert device["status"]["value"] == "inventory"
        assert folded(device["device_type"]["model"]) == folded(body["model"])
        maker = device["device_type"]["manufacturer"]["name"]
        assert folded(maker) == folded(body["manufacturer"])
        assert device["comments"] == body["comments"]
        assert [tag["slug"] for tag in device["tags"]] == ["hwlab"]
        fields = device["custom_fields"]
        assert fields["hwlab_catalog_status"] in {"created", "matched"}
        assert fields["hwlab_category"] == body["category"]
        assert fields["hwlab_confidence"] == body["confidence"]
        assert (fields["hwlab_part_number"] or None) == body["part_number"]
        assert (fields["hwlab_mac_addresses"] or "") == ", ".join(body["mac_addresses"])

    def _twins(self) -> list[str]:
        """Return manufacturers and types that this bench made or used and that have a twin."""
        makers = {
            folded(one.identification.manufacturer or "")
            for one in self.intakes()
            if one.identification
        }
        ours = [one for one in self.found("dcim/manufacturers") if folded(one["name"]) in makers]
        kinds = [
            f"{folded(kind['manufacturer']['name'])}/{folded(kind['model'])}"
            for kind in self._found_for(
                "dcim/device-types", "manufacturer_id", [one["id"] for one in ours]
            )
        ]
        every = [folded(one["name"]) for one in ours] + kinds
        return sorted({one for one in every if every.count(one) > 1})


class Process:
    """A command line in a process of its own."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hwlab_cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=ROOT,
            env=environment,
        )
        self._said: list[list[str]] = [[], []]
        self._readers = [
            threading.Thread(target=lambda pipe=pipe, said=said: said.extend(pipe), daemon=True)
            for pipe, said in zip(
                (self._process.stdout, self._process.stderr), self._said, strict=True
            )
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def says(self, words: str) -> bool:
        """Tell whether it says this to people, in time."""
        return until(lambda: any(words in line for line in list(self._said[1])), PATIENCE)

    def send(self, which: signal.Signals) -> None:
        self._process.send_signal(which)

    def ended(self) -> Ran:
        """Wait for its end."""
        try:
            code = self._process.wait(PATIENCE)
        finally:
            self.killed()
        out, err = ("".join(said) for said in self._said)
        return Ran(code, out, err)

    def killed(self) -> None:
        """End it the hard way; it may have ended by itself."""
        self._process.kill()
        self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()


def ahead(by: timedelta) -> Callable[[], datetime]:
    """Return a clock that is fast by so much."""
    return lambda: datetime.now(UTC) + by


def folded(name: str) -> str:
    """Return what stays of a name when spelling does not count."""
    return "".join(one for one in name.casefold() if one.isalnum() or one in "+#")


def identified(manufacturer: str, model: str, **fields: str) -> Identification:
    """Return an identification that a person vouches for."""
    return from_person({"manufacturer": manufacturer, "model": model, **fields})


def photo(motif: str) -> bytes:
    """Return a photo as a phone takes it: it says where it was taken, and of what."""
    picture = Image.new("RGB", (48, 32), (len(motif), 90, 160))
    exif = Image.Exif()
    exif[0x010E] = PLACE
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    kept = io.BytesIO()
    picture.save(kept, "JPEG", exif=exif, comment=f"{PLACE}: {motif}".encode())
    return kept.getvalue()


def lines(ran: Ran, kind: str) -> dict[str, dict[str, Any]]:
    """Return the last line of a type for each intake."""
    return {line["hw_id"]: line for line in ran.of_type(kind)}


def json_of(data: object) -> str:
    """Return data in a form that can be compared."""
    return json.dumps(data, sort_keys=True)
