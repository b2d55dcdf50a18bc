"""Pictures of device types in a library's folder: found, checked, and never from elsewhere."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from catalog_set import R720, imported, write, yaml
from PIL import Image

from hwlab_cli.catalog.elevations import elevations
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.known_types import Elevation

KEY = "device-types/Dell/r720.yaml"
SLUG = R720["slug"]
BOTH = {"front_image": True, "rear_image": True}


def picture(kind: str = "PNG", size: tuple[int, int] = (44, 9)) -> bytes:
    """Return a picture in one of Pillow's formats."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


def put(root: Path, name: str, data: bytes) -> Path:
    """Put a file among the pictures of a maker."""
    path = root / "elevation-images" / "Dell" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def found(root: Path, **said: Any) -> dict[str, Elevation]:
    """Return what a library has of a type whose definition says this, by side."""
    return {one.side: one for one in elevations(root, KEY, SLUG, said)}


@pytest.mark.parametrize(
    ("name", "kind", "sent", "mime"),
    [
        ("front.png", "PNG", "front.png", "image/png"),
        ("front.jpg", "JPEG", "front.jpg", "image/jpeg"),
        ("front.JPEG", "JPEG", "front.jpg", "image/jpeg"),
        ("front.webp", "WEBP", "front.webp", "image/webp"),
        ("front.gif", "GIF", "front.gif", "image/gif"),
        ("front.bmp", "BMP", "front.bmp", "image/bmp"),
        ("front.tif", "TIFF", "front.tiff", "image/tiff"),
        # What it is, not what it is called.
        ("front.png", "JPEG", "front.jpg", "image/jpeg"),
    ],
)
def test_a_picture_is_taken_as_it_is(
    tmp_path: Path, name: str, kind: str, sent: str, mime: str
) -> None:
    data = picture(kind)
    put(tmp_path, f"{SLUG}.{name}", data)
    one = found(tmp_path, front_image=True)["front"]
    assert one == Elevation("front", f"{SLUG}.{sent}", mime, data)


def test_what_the_folder_has_is_taken_unless_the_definition_says_that_there_is_none(
    tmp_path: Path,
) -> None:
    for side in ("front", "rear"):
        put(tmp_path, f"{SLUG}.{side}.png", picture())
    assert set(found(tmp_path)) == {"front", "rear"}
    assert set(found(tmp_path, rear_image=False)) == {"front"}


def test_of_another_type_nothing_is_taken(tmp_path: Path) -> None:
    for name in (f"{SLUG}xd.front.png", f"{SLUG}.front.old.png", f"x{SLUG}.front.png", SLUG):
        put(tmp_path, name, picture())
    assert found(tmp_path) == {}
    missing = found(tmp_path, **BOTH)
    assert missing["front"].fault == (
        f"there is no elevation-images/Dell/{SLUG}.front.* in {tmp_path}"
    )
    assert set(missing) == {"front", "rear"}


def test_a_folder_that_has_gone_is_told_of_where_it_was_to_have_something(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert found(gone) == {}
    assert found(gone, **BOTH)["rear"].fault.startswith("there is no elevation-images/Dell/")


PNG = picture()
BROKEN = {
    "empty": (b"", "not an image that can be read"),
    "text": (b"version https://git-lfs.github.com/spec/v1\n", "not an image that can be read"),
    "vector": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not an image that can be read"),
    "cut short": (PNG[:-30], "damaged or cut short"),
    "a format that is not for them": (picture("AVIF"), "AVIF is not a format of these images"),
    "a bomb": (
        PNG[:16] + (50_000).to_bytes(4, "big") * 2 + PNG[24:],
        "damaged or cut short",
    ),
}


@pytest.mark.parametrize(("data", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_picture_is_told_of(tmp_path: Path, data: bytes, fault: str) -> None:
    put(tmp_path, f"{SLUG}.front.png", data)
    put(tmp_path, f"{SLUG}.rear.png", PNG)
    both = found(tmp_path, **BOTH)
    assert both["front"].fault == f"elevation-images/Dell/{SLUG}.front.png: {fault}"
    assert both["rear"].data == PNG


def test_a_picture_of_very_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    wide = Image.new("1", (10_000, 9_000))
    buffer = io.BytesIO()
    wide.save(buffer, "PNG")
    put(tmp_path, f"{SLUG}.front.png", buffer.getvalue())
    fault = found(tmp_path)["front"].fault
    assert fault.endswith("10000 x 9000 pixels are more than a picture needs")


def test_a_file_of_very_many_bytes_is_not_read(tmp_path: Path) -> None:
    path = put(tmp_path, f"{SLUG}.front.png", PNG)
    os.truncate(path, 20 * 2**20 + 1)
    assert found(tmp_path)["front"].fault.endswith("more than 20 MiB")


@pytest.mark.parametrize("linked", ["file", "maker", "images"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, linked: str) -> None:
    root, elsewhere = tmp_path / "library", tmp_path / "elsewhere"
    theirs = put(elsewhere, f"{SLUG}.front.png", PNG)
    (root / "elevation-images" / "Dell").mkdir(parents=True)
    places = {
        "file": (root / "elevation-images" / "Dell" / theirs.name, theirs),
        "maker": (root / "elevation-images" / "Dell", theirs.parent),
        "images": (root / "elevation-images", theirs.parents[1]),
    }
    place, target = places[linked]
    if linked == "images":
        (place / "Dell").rmdir()
    if linked != "file":
        place.rmdir()
    place.symlink_to(target)
    one = found(root, front_image=True)["front"]
    assert one.data == b""
    assert "it can't be read" in one.fault


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    put(tmp_path, "other.png", PNG)
    os.mkfifo(tmp_path / "elevation-images" / "Dell" / f"{SLUG}.front.png")
    assert found(tmp_path)["front"].fault.endswith("not a regular file")


def test_the_catalog_knows_where_a_types_pictures_are(tmp_path: Path) -> None:
    home, root = tmp_path / "home", tmp_path / "library"
    write(root, "Dell", "r720.yaml", yaml({**R720, "u_height": 2, "front_image": "true"}))
    put(root, f"{SLUG}.front.png", PNG)
    assert not imported(home, root).broken
    known = CatalogTypes(home).named("Dell", "PowerEdge R720", "")
    assert known is not None
    assert [one.data for one in known.elevations()] == [PNG]
    # Looked for when they are needed.
    (root / "elevation-images" / "Dell" / f"{SLUG}.front.png").unlink()
    assert [bool(one.fault) for one in known.elevations()] == [True]
