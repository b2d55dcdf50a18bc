"""A day at the workbench, at a real terminal and by the keyboard alone, from photos to labels."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from delivery_workbench import Workbench
from label_shots import photographed
from netbox_access import NetBox
from netbox_changes import made
from plain_photo import plain_photo
from tmux_session import Tmux

from hwlab_cli.oplog.query import Intake

MORNING = datetime(2026, 11, 20, 9, 0, 0)  # noqa: DTZ001 - a camera's clock knows no zone
SMALL = "Rated input 12 V 2 A, made for indoor use only"
DRIVE, SWITCH, BOARD, DISK = "Z1F4KP9W2", "FDO2031X0AB", "ZM18AS01234", "817226982SS"


def shots() -> Iterator[bytes]:
    """Yield the ten photos of four devices, in the order in which they were taken."""
    drive = ["Seagate ST8000VN004", f"S/N: {DRIVE}   Firmware CFG2-0041 Site KRATSG"]
    for second, edge in ((0, 0), (4, 20), (9, 40)):
        yield plain_photo(drive, DRIVE, edge=edge, taken=at(second))
    switch = ["Cisco", "Model: C3750X", f"SN: {SWITCH}", SMALL]
    for second, edge in ((60, 0), (66, 30)):
        yield plain_photo(switch, SWITCH, edge=edge, taken=at(second))
    yield plain_photo([*switch[:2], SMALL], "", taken=at(71))
    board = ["Mainboard, no user serviceable parts", f"S/N: {BOARD}", SMALL]
    for second, edge in ((130, 0), (133, 25)):
        yield plain_photo(board, BOARD, edge=edge, taken=at(second))
    disk = ["Toshiba DT01ACA200", f"S/N: {DISK}   HDKPC09A0A01 S KA3B/AY0 0AB"]
    for second, edge in ((190, 0), (193, 35)):
        yield plain_photo(disk, DISK, edge=edge, taken=at(second))


def at(second: int) -> datetime:
    return MORNING + timedelta(seconds=second)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Return a folder as a phone leaves it."""
    folder = tmp_path / "from the phone"
    folder.mkdir()
    for number, jpeg in enumerate(shots(), 1):
        (folder / f"IMG_{number:04}.jpg").write_bytes(jpeg)
    return folder


@pytest.fixture
def switches(fresh: NetBox) -> list[str]:
    """Return the models of two device types in NetBox, either of which a C3750X may be."""
    maker = made(fresh, "dcim/manufacturers", {"name": "Cisco", "slug": "cisco"})
    models = ["Catalyst 3750X-24T-S", "Catalyst 3750X-48T-S"]
    for model in models:
        slug = model.casefold().replace(" ", "-")
        body = {"manufacturer": maker["id"], "model": model, "slug": slug}
        made(fresh, "dcim/device-types", {**body, "part_number": f"WS-C{model[9:]}"})
    return models


def test_ten_photos_of_four_devices_from_the_phone_to_netbox_and_to_labels(
    fresh: NetBox, switches: list[str], photos: Path, tmp_path: Path
) -> None:
    workbench = Workbench(tmp_path / "bench", fresh, fresh.url)
    with Tmux(tmp_path, {**workbench.environment, "D": str(tmp_path)}) as terminal:
        terminal.runs("hwlab catalog sync")
        assert terminal.ends() == 0

        terminal.runs('hwlab intake --group auto "$D/from the phone"')
        terminal.sees("4 devices on 10 photos")
        terminal.sees("take them in so?")
        terminal.types("y\r")
        terminal.sees("1 of 2")
        terminal.sees("? explain")
        terminal.types("2")
        terminal.sees("2 of 2")
        terminal.sees("? explain")
        terminal.types("e1")
        terminal.sees("clears it)")
        terminal.types("Supermicro\r")
        terminal.sees("a person's word")
        terminal.sees("? explain")
        terminal.types("e2")
        terminal.sees("clears it)")
        terminal.types("X11SSH-F\r")
        terminal.sees("that was the last")
        terminal.types("q")
        assert terminal.ends() == 0

        names = {serial_of(one): one.hw_id for one in workbench.intakes()}
        assert set(names) == {DRIVE, SWITCH, BOARD, DISK}
        workbench.all_is_well(delivered=list(names.values()))
        devices = {serial: workbench.device(hw_id) for serial, hw_id in names.items()}
        types = {serial: one["device_type"]["model"] for serial, one in devices.items()}
        assert types == {
            DRIVE: "ST8000VN004",
            SWITCH: switches[1],
            BOARD: "X11SSH-F",
            DISK: "DT01ACA200",
        }
        pictures = {serial: len(workbench.attachments(one)) for serial, one in devices.items()}
        assert pictures == {DRIVE: 3, SWITCH: 3, BOARD: 2, DISK: 2}

        terminal.runs(f'hwlab label {" ".join(names.values())} --output "$D/labels.pdf"')
        assert terminal.ends() == 0
        terminal.runs(f'hwlab label {names[SWITCH]} --output "$D/label.png"')
        assert terminal.ends() == 0
        photographed(tmp_path / "again.jpg", tmp_path / "label.png")
        terminal.runs('hwlab identify "$D/again.jpg"')
        terminal.sees(names[SWITCH])
        terminal.ends()
        terminal.runs('hwlab intake "$D/again.jpg"')
        assert terminal.ends() == 0
    assert len(workbench.intakes()) == 4
    assert len(workbench.attachments(workbench.device(names[SWITCH]))) == 4
    recording = terminal.recording.read_text(encoding="utf-8")
    assert names[SWITCH] in recording
    assert "Traceback" not in recording


def serial_of(one: Intake) -> str:
    assert one.identification
    assert one.identification.serial
    return one.identification.serial
