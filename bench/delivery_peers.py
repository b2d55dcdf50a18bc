"""What hwlab's delivery is measured against: a plain script, and senders that know everything."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pynetbox
import requests

from bench.delivery_netbox import Target
from hwlab_cli import plan
from hwlab_cli.model import Identification
from hwlab_cli.netbox import devices
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.needed import TAG, role_name
from hwlab_cli.netbox.references import References, Resolved

Body = dict[str, Any]

_PATIENCE = 300.0


def plain(target: Target, found: Sequence[Identification]) -> float:
    """Create devices as pynetbox's documentation shows; return how many a second.

    One after the other: what each refers to is looked up, and made where it is missing.
    """
    begin = time.perf_counter()
    netbox = pynetbox.api(target.settings.url, token=target.settings.token.get_secret_value())
    for number, one in enumerate(found):
        maker, model = str(one.manufacturer), str(one.model)
        manufacturer = netbox.dcim.manufacturers.get(
            name=maker
        ) or netbox.dcim.manufacturers.create(name=maker, slug=_slug(maker))
        device_type = netbox.dcim.device_types.get(
            manufacturer_id=manufacturer.id, model=model
        ) or netbox.dcim.device_types.create(
            manufacturer=manufacturer.id, model=model, slug=_slug(f"{maker} {model}")
        )
        body = plan.body(one)
        role = netbox.dcim.device_roles.get(name=role_name(target.settings, body["category"]))
        site = netbox.dcim.sites.get(name=target.settings.site)
        hw_id = _name(number)
        netbox.dcim.devices.create(
            name=hw_id,
            asset_tag=hw_id,
            serial=one.serial,
            status=target.settings.status,
            site=site.id,
            role=role.id,
            device_type=device_type.id,
            comments=body["comments"],
            tags=[{"slug": TAG}],
            custom_fields=devices.custom_fields(hw_id, body, "created"),
        )
    return len(found) / (time.perf_counter() - begin)


def bodies(target: Target, found: Sequence[Identification]) -> list[Body]:
    """Return the very bodies that hwlab would send, after making all that they refer to."""
    client = Client(target.settings)
    planned = [plan.body(one) for one in found]
    resolved = References(client).resolve(planned)
    client.close()
    whole = []
    for number, (body, references) in enumerate(zip(planned, resolved, strict=True)):
        assert isinstance(references, Resolved), references
        whole.append(devices.device_body(_name(number), body, references, target.settings.status))
    return whole


@dataclass(frozen=True, slots=True)
class Sender:
    """A way of sending bodies that need nothing looked up.

    `size` is how many a request has at most, `whole_types` whether no type is in two of them,
    `kept` whether a connection is used for more than one request.
    """

    size: int
    connections: int
    whole_types: bool = False
    kept: bool = True

    @property
    def name(self) -> str:
        """What a person calls it."""
        kind = "one by one" if self.size == 1 else f"bulks of {self.size}"
        whole = " of whole types" if self.whole_types else ""
        kept = "" if self.kept else ", a new one for each"
        plural = "s" if self.connections > 1 else ""
        return f"{kind}{whole} on {self.connections} connection{plural}{kept}"

    def send(self, target: Target, wanted: Sequence[Body]) -> float:
        """Send all of them; return how many a second."""
        batches = (
            _of_whole_types(wanted, self.size) if self.whole_types else _cut(wanted, self.size)
        )
        batches.reverse()
        faults: list[str] = []

        def work() -> None:
            with target.session() as session:
                if not self.kept:
                    session.headers["Connection"] = "close"
                while batches and not faults:
                    try:
                        batch = batches.pop()
                    except IndexError:  # another thread was faster
                        return
                    _post(session, f"{target.settings.url}/api/dcim/devices/", batch, faults)

        begin = time.perf_counter()
        threads = [threading.Thread(target=work) for _ in range(self.connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise RuntimeError(f"{self.name}: {faults[0]}")
        return len(wanted) / (time.perf_counter() - begin)


def _post(session: requests.Session, url: str, batch: Sequence[Body], faults: list[str]) -> None:
    # Sorted by type, as two requests that lock types in different orders would deadlock.
    content = sorted(batch, key=_type) if len(batch) > 1 else batch[0]
    try:
        answer = session.post(url, json=content, timeout=_PATIENCE)
    except requests.RequestException as fault:
        faults.append(str(fault))
        return
    if answer.status_code != 201:
        faults.append(answer.text)


def _cut(wanted: Sequence[Body], size: int) -> list[Sequence[Body]]:
    return [wanted[start : start + size] for start in range(0, len(wanted), size)]


def _of_whole_types(wanted: Sequence[Body], size: int) -> list[Sequence[Body]]:
    """Put types together as long as they fit; one that does not is a bulk of its own."""
    batches: list[Sequence[Body]] = []
    for _, group in groupby(sorted(wanted, key=_type), key=_type):
        some = list(group)
        if batches and len(batches[-1]) + len(some) <= size:
            batches[-1] = [*batches[-1], *some]
        else:
            batches.append(some)
    return batches


_type: Callable[[Body], int] = lambda body: int(body["device_type"])  # noqa: E731


def _name(number: int) -> str:
    return f"PEER-{number:06}"


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
