"""One photo of several devices, from its pixels to a real NetBox."""

import pytest
from conftest import ScenePhoto
from delivery_workbench import Workbench
from fault_proxy.faults import Point, Reset
from fault_proxy.proxy import FaultProxy


@pytest.mark.usefixtures("remembered_readings")
def test_each_device_of_a_photo_is_a_device_with_the_photo(
    workbench: Workbench, fault_proxy: FaultProxy, two_disks: ScenePhoto
) -> None:
    # The first creation arrives, its answer does not: it is looked up, not sent twice.
    fault_proxy.inject(Reset(Point.AFTER), method="POST", path="dcim/devices/")
    ran = workbench.run("intake", two_disks.path, "--json")
    each = ran.of_type("intake")
    assert [line["identification"]["serial"] for line in each] == [
        truth["serial"] for truth in two_disks.truths
    ]
    workbench.drain()
    for line, truth in zip(each, two_disks.truths, strict=True):
        device = workbench.device(line["hw_id"])
        assert device["serial"] == truth["serial"]
        assert device["device_type"]["manufacturer"]["name"] == truth["manufacturer"]
        assert device["device_type"]["model"] == truth["model"]
        (photo,) = workbench.found("extras/image-attachments", object_id=device["id"])
        assert photo["image_width"] >= photo["image_height"] > 0
    assert len({line["hw_id"] for line in each}) == len(list(workbench.intakes())) == 2
    again = workbench.run("intake", two_disks.path, "--json")
    assert again.code == 0
    assert all(line["known"] for line in again.of_type("intake"))
    assert len(again.of_type("intake")) == 2
    serials = [truth["serial"] for truth in two_disks.truths]
    assert [len(workbench.found("dcim/devices", serial=one)) for one in serials] == [1, 1]
