"""Input that can't be used is refused by name, with what to try; the rest of the batch is done."""

import io
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto
from PIL import Image

from hwlab_cli.photos import load

MORE_MEGAPIXELS_THAN_A_LABEL_PHOTO = 1.0


def png(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (width, height), 128).save(stream, "PNG")
    return stream.getvalue()


def not_an_image(path: Path) -> None:
    path.write_text("a note, not a photo", encoding="utf-8")


def cut_in_its_header(path: Path) -> None:
    path.write_bytes(png(300, 200)[:20])


def cut_short(path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(whole, "JPEG")
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])


def of_no_bytes(path: Path) -> None:
    path.write_bytes(b"")


def a_bomb(path: Path) -> None:
    path.write_bytes(png(1250, 1000))


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    # A socket's address is limited to some hundred bytes, which temporary folders exceed.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(before)


def missing(path: Path) -> None:
    assert not path.exists()


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def a_dangling_link(path: Path) -> None:
    path.symlink_to(path.with_name("gone"))


BAD: dict[Callable[[Path], None], str] = {
    not_an_image: "not an image",
    cut_in_its_header: "damaged",
    cut_short: "damaged or cut short",
    of_no_bytes: "the file is empty",
    a_bomb: "1250 x 1000 pixels are more than the limit of 1 megapixels",
    a_pipe: "not a regular file",
    a_socket: "can't be opened",
    missing: "no such file",
    a_link_to_itself: "can't be opened",
    a_dangling_link: "no such file",
}


@pytest.fixture(autouse=True)
def low_limit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWLAB_PHOTOS_MAX_MEGAPIXELS", str(MORE_MEGAPIXELS_THAN_A_LABEL_PHOTO))


@pytest.fixture(params=BAD, ids=lambda make: make.__name__)
def bad(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    make: Callable[[Path], None] = request.param
    path = tmp_path / "bad.jpg"
    make(path)
    return path, BAD[make]


@pytest.mark.parametrize("command", ["intake", "identify"])
def test_the_rest_of_the_batch_is_done(
    hwlab: Hwlab, card: LabelPhoto, bad: tuple[Path, str], command: str
) -> None:
    path, message = bad
    ran = hwlab(command, path, card.path, "--json")
    assert ran.code == 3
    (error,) = ran.of_type("error")
    assert (error["exit_code"], error["item"]) == (4, str(path))
    assert message in error["message"]
    assert error["hint"]
    assert f"error: {path}: " in ran.err
    (done,) = ran.of_type("intake") or ran.of_type("device")
    assert (done.get("identification") or done)["model"] == card.truth["model"]
    if command == "intake":
        assert (ran.summary["taken"], ran.summary["failed"]) == (1, 1)
        assert ran.summary["exit_code"] == 3


@pytest.mark.parametrize("command", ["intake", "identify"])
def test_a_batch_of_nothing_usable_ends_with_4(hwlab: Hwlab, tmp_path: Path, command: str) -> None:
    photos = []
    for make in BAD:
        path = tmp_path / f"{make.__name__}.jpg"
        make(path)
        photos.append(path)
    ran = hwlab(command, *photos, "--json")
    assert ran.code == 4
    assert [line["item"] for line in ran.of_type("error")] == [str(path) for path in photos]
    assert hwlab("queue", "list", "--json").lines == []
    if command == "intake":
        assert (ran.summary["taken"], ran.summary["failed"]) == (0, len(photos))


def test_a_file_without_rights_is_refused(
    hwlab: Hwlab, card: LabelPhoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(card.path.read_bytes())
    really = os.open

    def refuse(path: str | os.PathLike[str], *arguments: int, **options: int) -> int:
        # Tests may run as root, for whom no file is without rights.
        if os.fspath(path) == str(secret):
            raise PermissionError(13, "Permission denied", str(secret))
        return really(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    ran = hwlab("intake", secret, card.path, "--json")
    (error,) = ran.of_type("error")
    assert ran.code == 3
    assert (error["item"], error["message"]) == (
        *(str(secret), "can't be opened: permission denied"),
    )


def test_a_photo_that_vanishes_meanwhile_is_refused(
    hwlab: Hwlab, card: LabelPhoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(card.path.read_bytes())
    (folder / "b.jpg").write_bytes(b"soon gone")
    really = load.read

    def read(path: Path, max_megapixels: float) -> load.Photo:
        (folder / "b.jpg").unlink(missing_ok=True)
        return really(path, max_megapixels)

    monkeypatch.setattr(load, "read", read)
    ran = hwlab("intake", folder, "--json")
    (error,) = ran.of_type("error")
    assert ran.code == 3
    assert (error["item"], error["message"]) == (str(folder / "b.jpg"), "no such file")
    assert ran.summary["taken"] == 1


def test_a_folder_is_refused_where_a_photo_is_wanted(hwlab: Hwlab, tmp_path: Path) -> None:
    ran = hwlab("identify", tmp_path, "--json")
    assert ran.code == 4
    assert ran.of_type("error")[0]["message"] == "this is a folder"


def test_a_folder_without_photos_is_refused(hwlab: Hwlab, card: LabelPhoto, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "notes.txt").write_text("no photo", encoding="utf-8")
    ran = hwlab("intake", folder, card.path, "--json")
    assert ran.code == 3
    (error,) = ran.of_type("error")
    assert (error["item"], error["message"]) == (str(folder), "no photos in this folder")
    assert ran.summary["taken"] == 1


@pytest.mark.parametrize("usable", [True, False], ids=["usable", "refused"])
def test_names_that_are_not_utf_8(
    hwlab: Hwlab, card: LabelPhoto, tmp_path: Path, usable: bool
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xfcr.jpg"))
    try:
        path.write_bytes(card.path.read_bytes() if usable else b"")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    shown = f"{tmp_path}/f\\xfcr.jpg"
    ran = hwlab("intake", path, "--json")
    assert shown in ran.err or usable
    if usable:
        assert ran.code == 0
        assert ran.of_type("intake")[0]["photos"] == [shown]
        assert hwlab("queue", "list", "--json").lines[0]["photos"] == [shown]
    else:
        assert ran.code == 4
        assert ran.of_type("error")[0]["item"] == shown


def test_a_photo_refused_in_a_group_leaves_the_others(
    hwlab: Hwlab, two_looks: list[LabelPhoto], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jpg"
    not_an_image(bad)
    first, second = two_looks
    ran = hwlab("intake", "--one", first.path, bad, second.path, "--json")
    assert ran.code == 3
    assert ran.of_type("intake")[0]["photos"] == [str(first.path), str(second.path)]
    assert (ran.summary["taken"], ran.summary["failed"]) == (1, 1)


def test_without_json_stdout_stays_free_of_errors(hwlab: Hwlab, tmp_path: Path) -> None:
    ran = hwlab("intake", tmp_path / "no.jpg")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.splitlines()[:2] == [
        f"error: {tmp_path / 'no.jpg'}: no such file",
        "  try: check the path",
    ]


def test_verbose_tells_where_an_error_comes_from(hwlab: Hwlab, tmp_path: Path) -> None:
    quiet = hwlab("identify", tmp_path / "no.jpg")
    loud = hwlab("identify", tmp_path / "no.jpg", "--verbose")
    assert "Traceback" not in quiet.err
    assert "Traceback" in loud.err
    assert loud.err.startswith(quiet.err)
