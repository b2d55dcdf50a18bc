"""Pictures of a new device type: what NetBox ends with, whatever goes wrong between."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from catalog_set import imported, write
from delivery_workbench import Workbench, identified
from fault_proxy.faults import Point, Reset, html_answer, json_answer
from fault_proxy.proxy import FaultProxy
from netbox_changes import made
from netbox_import import account
from PIL import Image

if TYPE_CHECKING:
    from netbox_access import NetBox

PATCH = r"device-types/\d+/"
SMALL: dict[str, Any] = {
    "model": "Tiny 24-T",
    "u_height": 1,
    "is_full_depth": True,
    "exclude_from_utilization": True,
    "airflow": "front-to-rear",
    "weight": 2.5,
    "weight_unit": "kg",
    "comments": "as it was",
    "front_image": True,
    "rear_image": True,
    "interfaces": [{"name": "Port 1", "type": "1000base-t"}],
}


class Pictured:
    """A workbench whose catalog has one type with pictures."""

    def __init__(self, workbench: Workbench, folder: Path, **fields: Any) -> None:
        self.workbench = workbench
        self.netbox: NetBox = workbench.netbox
        self.folder = folder
        self.maker, self.slug = self.netbox.own("maker"), self.netbox.own("slug")
        one = {"manufacturer": self.maker, "slug": self.slug, **SMALL, **fields}
        write(folder, "any", "one.yaml", yaml.safe_dump(one, sort_keys=False))
        assert not imported(workbench.home, folder).broken

    def picture(self, side: str, kind: str, color: str) -> bytes:
        """Put a picture of a side into the library; return its bytes."""
        buffer = io.BytesIO()
        Image.new("RGB", (440, 88), color).save(buffer, kind)
        place = self.folder / "elevation-images" / "any" / f"{self.slug}.{side}.{kind.lower()}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(buffer.getvalue())
        return buffer.getvalue()

    def queue(self) -> str:
        """Queue a device of the type."""
        return self.workbench.queue(identified(self.maker, SMALL["model"]))

    def there(self) -> dict[str, Any]:
        """Return the type as NetBox has it."""
        return account(self.netbox, SMALL["model"], self.maker)

    def image(self, side: str) -> bytes:
        """Return a picture as NetBox gives it back."""
        address = self.there()[f"{side}_image"]
        assert address, f"no {side} image"
        answer = self.netbox.ask("GET", re.sub(r"^https?://[^/]+", "", address))
        assert answer.status_code == 200
        return answer.content


@pytest.fixture
def pictured(workbench: Workbench, tmp_path: Path) -> Pictured:
    """Return a workbench whose catalog has one type, and no pictures of it yet."""
    return Pictured(workbench, tmp_path / "library")


def sent(fault_proxy: FaultProxy) -> int:
    """Return how many requests changed a type."""
    return len(fault_proxy.seen("PATCH", PATCH))


def test_a_type_is_made_with_its_pictures_and_is_otherwise_as_it_was(
    pictured: Pictured, fault_proxy: FaultProxy
) -> None:
    front = pictured.picture("front", "PNG", "navy")
    rear = pictured.picture("rear", "JPEG", "gray")
    hw_ids = [pictured.queue() for _ in range(2)]
    ran = pictured.workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    assert (pictured.image("front"), pictured.image("rear")) == (front, rear)
    said = pictured.there()
    assert said["tags"] == []
    for name in ("is_full_depth", "exclude_from_utilization", "weight", "comments"):
        assert said[name] == SMALL[name]
    assert said["airflow"]["value"] == SMALL["airflow"]
    assert [one["name"] for one in said["interface"]] == ["Port 1"]
    assert said["device_count"] == len(hw_ids)
    # Two pictures, and the tag.
    assert sent(fault_proxy) == 3


@pytest.mark.parametrize("kinds", [("WEBP", "GIF"), ("BMP", "TIFF")], ids="/".join)
def test_netbox_takes_every_format_of_pictures(pictured: Pictured, kinds: tuple[str, str]) -> None:
    front, rear = (
        pictured.picture(side, kind, "teal")
        for side, kind in zip(("front", "rear"), kinds, strict=True)
    )
    pictured.queue()
    ran = pictured.workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    assert ran.of_type("error") == []
    assert (pictured.image("front"), pictured.image("rear")) == (front, rear)


def test_a_picture_that_is_missing_or_broken_is_told_and_stops_nothing(
    pictured: Pictured,
) -> None:
    pictured.picture("front", "PNG", "navy")
    (place,) = pictured.folder.rglob("*.front.png")
    place.write_bytes(place.read_bytes()[:60])
    hw_ids = [pictured.queue() for _ in range(2)]
    ran = pictured.workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    messages = [line["message"] for line in ran.of_type("error")]
    without, path = "the device type was made without", f"elevation-images/any/{pictured.slug}"
    assert messages == [
        f"{without} its front image: {path}.front.png: damaged or cut short",
        f"{without} its rear image: there is no {path}.rear.* in {pictured.folder}",
    ]
    assert {line["item"] for line in ran.of_type("error")} == {f"{pictured.maker} Tiny 24-T"}
    reasons = [pictured.workbench.intake(hw_id).ops[0].reason for hw_id in hw_ids]
    assert sorted(map(bool, reasons)) == [False, True]
    said = pictured.there()
    assert (said["front_image"], said["rear_image"], said["tags"]) == (None, None, [])
    assert len(said["interface"]) == 1


def test_a_picture_that_netbox_refuses_or_breaks_down_over_stops_nothing(
    pictured: Pictured, fault_proxy: FaultProxy
) -> None:
    pictured.picture("front", "PNG", "navy")
    pictured.picture("rear", "PNG", "gray")
    words = {"front_image": ["The disk is full of pictures."]}
    fault_proxy.inject(json_answer(400, words), method="PATCH", path=PATCH)
    # The first of these three is the request that the other fault strikes.
    fault_proxy.inject(html_answer(500), method="PATCH", path=PATCH, times=3)
    pictured.queue()
    ran = pictured.workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    front, rear = (line["message"] for line in ran.of_type("error"))
    assert front.endswith("its front image: front_image: The disk is full of pictures.")
    assert "its rear image: " in rear
    assert pictured.there()["tags"] == []


@pytest.mark.parametrize("point", [Point.BEFORE, Point.AFTER])
def test_a_replay_that_is_killed_over_a_picture_sends_none_twice(
    pictured: Pictured, fault_proxy: FaultProxy, point: Point
) -> None:
    front = pictured.picture("front", "PNG", "navy")
    rear = pictured.picture("rear", "PNG", "gray")
    hw_id = pictured.queue()
    pictured.workbench.killed_at(fault_proxy, point, "PATCH", PATCH)
    before = sent(fault_proxy)
    pictured.workbench.drain_later()
    assert (pictured.image("front"), pictured.image("rear")) == (front, rear)
    # Of the first, NetBox has it or never got it.
    assert sent(fault_proxy) - before == (2 if point is Point.AFTER else 3)
    device = pictured.workbench.device(hw_id)
    assert len(pictured.workbench.found("dcim/interfaces", device_id=device["id"])) == 1


def test_a_picture_without_an_answer_is_looked_for_before_it_is_sent_again(
    pictured: Pictured, fault_proxy: FaultProxy
) -> None:
    front = pictured.picture("front", "PNG", "navy")
    rear = pictured.picture("rear", "PNG", "gray")
    fault_proxy.inject(Reset(Point.AFTER), method="PATCH", path=PATCH)
    pictured.queue()
    ran = pictured.workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    assert ran.of_type("error") == []
    assert sent(fault_proxy) == 3
    assert (pictured.image("front"), pictured.image("rear")) == (front, rear)


def test_an_outage_over_a_picture_ends_the_run_and_is_gone_on_with(
    pictured: Pictured, fault_proxy: FaultProxy
) -> None:
    front = pictured.picture("front", "PNG", "navy")
    rear = pictured.picture("rear", "PNG", "gray")
    fault_proxy.inject(html_answer(503), method="PATCH", path=PATCH)
    hw_id = pictured.queue()
    assert pictured.workbench.replay().code == 7
    assert pictured.workbench.devices(hw_id) == []
    pictured.workbench.drain()
    assert (pictured.image("front"), pictured.image("rear")) == (front, rear)


def test_what_people_gave_a_type_meanwhile_stays(
    pictured: Pictured, fault_proxy: FaultProxy
) -> None:
    pictured.picture("front", "PNG", "navy")
    rear = pictured.picture("rear", "PNG", "gray")
    pictured.queue()
    pictured.workbench.killed_at(fault_proxy, Point.BEFORE, "PATCH", PATCH)
    (there,) = pictured.workbench.found("dcim/device-types", slug=pictured.slug)
    theirs = pictured.picture("front", "GIF", "red")
    answer = pictured.netbox.ask(
        "PATCH",
        f"/api/dcim/device-types/{there['id']}/",
        files={"front_image": ("theirs.gif", theirs, "image/gif")},
    )
    assert answer.status_code == 200, answer.text
    pictured.workbench.drain_later()
    assert (pictured.image("front"), pictured.image("rear")) == (theirs, rear)


def test_a_type_that_is_there_is_given_no_pictures(
    pictured: Pictured, fault_proxy: FaultProxy
) -> None:
    pictured.picture("front", "PNG", "navy")
    body = {"name": pictured.maker, "slug": pictured.maker}
    maker = made(pictured.netbox, "dcim/manufacturers", body)["id"]
    body = {"manufacturer": maker, "model": SMALL["model"], "slug": pictured.slug}
    made(pictured.netbox, "dcim/device-types", body)
    pictured.queue()
    ran = pictured.workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    assert sent(fault_proxy) == 0
    assert pictured.there()["front_image"] is None
