"""Photos that show the label of a device that NetBox has: attached to it, and nothing made."""

from pathlib import Path

from delivery_workbench import Workbench, identified
from fault_proxy.faults import Point, Reset
from fault_proxy.proxy import FaultProxy
from label_shots import photographed


def labelled(workbench: Workbench, hw_id: str, folder: Path, *options: str) -> Path:
    """Print an intake's label, and photograph it."""
    printed = folder / "label.png"
    assert workbench.run("label", hw_id, "--output", printed, *options).code == 0
    return photographed(folder / "photo.jpg", printed)


def test_a_photo_of_a_delivered_devices_label_is_attached_to_it(
    workbench: Workbench, fault_proxy: FaultProxy, tmp_path: Path
) -> None:
    found = identified(workbench.netbox.own("maker"), "Labelled 24")
    hw_id = workbench.queue(found, workbench.photo(1))
    assert workbench.replay().code == 0
    device = workbench.device(hw_id)
    photo = labelled(workbench, hw_id, tmp_path, "--qr", "url")
    # The picture arrives, the answer does not: it is not sent twice.
    fault_proxy.inject(Reset(Point.AFTER), method="POST", path="image-attachments")
    ran = workbench.run("intake", photo, "--json")
    assert ran.code == 0, ran.out + ran.err
    (intake,) = ran.of_type("intake")
    assert (intake["hw_id"], intake["state"]) == (hw_id, "done")
    assert workbench.device(hw_id)["id"] == device["id"]
    there = workbench.found("extras/image-attachments", object_id=device["id"])
    assert len({one["name"] for one in there}) == len(there) == 2
    assert len(list(workbench.intakes())) == 1
    # Again, it is known, and nothing is sent.
    before = len(fault_proxy.seen("POST"))
    (again,) = workbench.run("intake", photo, "--json").of_type("intake")
    assert (again["hw_id"], again["known"]) == (hw_id, True)
    assert len(fault_proxy.seen("POST")) == before


def test_a_label_on_a_device_that_waits_for_netbox_brings_its_photo_along(
    workbench: Workbench, tmp_path: Path
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("maker"), "Labelled 48"))
    ran = workbench.run("intake", labelled(workbench, hw_id, tmp_path), "--json")
    assert ran.code == 0, ran.out + ran.err
    assert ran.summary["delivered"] == 1
    device = workbench.device(hw_id)
    assert len(workbench.found("extras/image-attachments", object_id=device["id"])) == 1
