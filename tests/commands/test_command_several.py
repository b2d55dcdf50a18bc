"""Photos of several devices, from the command line: made intakes of, or asked about."""

import base64
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, Ran
from handmade import LINE, barcode, label
from PIL import Image
from vision_desk import answer, configure, desk
from vision_server import ScriptedServer, says

from hwlab_cli.asking import Models
from hwlab_cli.config import Settings
from hwlab_cli.errors import UsageError
from hwlab_cli.model import OpKind, Reading
from hwlab_cli.oplog import deciding, query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.photos import load
from hwlab_cli.reviewing import looking_again
from hwlab_cli.workspace import Workspace

DISK = ("Seagate", "Model: ST4000NM0035", "Exos 7E8 HDD")
SERVER = ("DELL", "PowerEdge R640", "Rack Server")
OTHER = ("Lenovo", "ThinkSystem SR650")

Taken = Callable[..., Path]


def device(serial: str, *rows: str, place: int = 0) -> list[Reading]:
    """What is read of one of several labels side by side."""
    code = barcode(serial, 0, (2 * len(rows) + 2) * LINE)
    return [
        replace(one, box=tuple((x + 50 + 700 * place, y + 50) for x, y in one.box))  # type: ignore[arg-type]
        for one in [*label(*rows, f"S/N: {serial}"), code]
    ]


DISKS = [
    *device("Z1F8ML8D", *DISK),
    *device("WKD5RJK2", *DISK, place=1),
    *device("ZC1Y3GWH", *DISK, place=2),
]
RACK = [*device("ABC1D23", *SERVER), *device("J100AB12", *OTHER, place=1)]


@pytest.fixture
def taken(tmp_path: Path, _remembered: dict[str, list[Reading]]) -> Taken:
    """Take photos on which just this is read; the pixels are of no matter."""
    count = 0

    def take(readings: Sequence[Reading]) -> Path:
        nonlocal count
        count += 1
        path = tmp_path / f"several-{count}.png"
        # Told apart by a pixel, also from those of other tests.
        picture = Image.new("RGB", (2200, 400), (len(_remembered) % 256, count, 7))
        picture.save(path)
        _remembered[load.read(path, 200).sha256] = list(readings)
        return path

    return take


def serials(ran: Ran, kind: str = "intake") -> list[str | None]:
    lines = ran.of_type(kind)
    return [(line if kind == "device" else line["identification"])["serial"] for line in lines]


def names(ran: Ran) -> list[str]:
    return [line["hw_id"] for line in ran.of_type("intake")]


def stands(hwlab: Hwlab, hw_id: str) -> dict[str, Any]:
    (line,) = hwlab("queue", "show", hw_id, "--json").lines
    return line


def test_each_device_on_a_photo_is_an_intake(hwlab: Hwlab, taken: Taken) -> None:
    photo = taken(DISKS)
    ran = hwlab("intake", photo, "--json")
    assert ran.code == 0
    assert serials(ran) == ["Z1F8ML8D", "WKD5RJK2", "ZC1Y3GWH"]
    every = set(names(ran))
    assert len(every) == 3
    for line in ran.of_type("intake"):
        assert set(line["siblings"]) == every - {line["hw_id"]}
        assert line["photos"] == [str(photo)]
        assert "serial" in line["proven"]
        assert line["state"] == "ready"
    assert (ran.summary["taken"], ran.summary["queued"]) == (3, 3)
    again = hwlab("intake", photo, "--json")
    assert set(names(again)) == every
    assert all(line["known"] for line in again.of_type("intake"))
    assert (again.summary["taken"], again.summary["known"]) == (0, 3)
    assert hwlab("queue", "replay").code == 0
    assert {line["hw_id"] for line in hwlab("queue", "list", "--json").lines} == every
    exported = hwlab("queue", "export").of_type("intake")
    parts = [one["photos"][0]["part"] for one in exported]
    assert len({tuple(part) for part in parts}) == 3
    assert hwlab("queue", "check").code == 0


def test_people_are_told_of_all_of_them(hwlab: Hwlab, taken: Taken) -> None:
    ran = hwlab("intake", taken(DISKS))
    assert all(serial in ran.out for serial in ("Z1F8ML8D", "WKD5RJK2", "ZC1Y3GWH"))
    assert ran.out.count("also on its photo: HW-") == 3
    assert ran.err.count("on the photo of HW-") == 2
    assert "3 taken, 3 queued" in ran.err


def test_looking_only_tells_of_each_and_writes_nothing(
    hwlab: Hwlab, taken: Taken, home: Path
) -> None:
    photo = taken(DISKS)
    looked = hwlab("identify", photo, "--json")
    planned = hwlab("intake", "--dry-run", photo, "--json")
    for ran in (looked, planned):
        assert ran.code == 0
        assert serials(ran, "device") == ["Z1F8ML8D", "WKD5RJK2", "ZC1Y3GWH"]
        assert len({tuple(line["part"]) for line in ran.of_type("device")}) == 3
    assert [line["ops"][0]["body"]["serial"] for line in planned.lines] == [
        "Z1F8ML8D",
        "WKD5RJK2",
        "ZC1Y3GWH",
    ]
    assert not home.exists()


@pytest.mark.parametrize("command", ["intake", "identify"])
def test_who_says_that_it_is_one_is_believed(hwlab: Hwlab, taken: Taken, command: str) -> None:
    ran = hwlab(command, "--one", taken(DISKS), "--json")
    kind = "intake" if command == "intake" else "device"
    (line,) = ran.of_type(kind)
    assert "serial" not in line["proven"]
    assert line["several"] == []
    assert any("stands beside" in doubt for doubt in line["doubts"])
    # Nor does a later look make several of it.
    if command == "intake":
        assert ran.code == 10
        hwlab("queue", "retry", line["hw_id"])
        assert hwlab("queue", "replay").code == 10
        assert len(hwlab("queue", "list", "--json").lines) == 1


def held(hwlab: Hwlab, photo: Path) -> str:
    ran = hwlab("intake", photo, "--json")
    assert (ran.code, ran.summary["taken"], ran.summary["held"]) == (10, 1, 1)
    (line,) = ran.of_type("intake")
    assert any("may show 2 devices: 1. Dell PowerEdge R640" in one for one in line["reasons"])
    assert [one["serial"] for one in line["several"]] == ["ABC1D23", "J100AB12"]
    return str(line["hw_id"])


def test_where_it_is_not_certain_a_person_says_so(hwlab: Hwlab, taken: Taken) -> None:
    photo = taken(RACK)
    hw_id = held(hwlab, photo)
    told = hwlab("queue", "show", hw_id).out
    assert f"hwlab queue split {hw_id}" in " ".join(told.replace("│", " ").split())
    ran = hwlab("queue", "split", hw_id, "--json")
    assert ran.code == 0
    first, second = names(ran)
    assert first == hw_id
    assert hwlab("queue", "replay").code == 0
    for name, serial in ((first, "ABC1D23"), (second, "J100AB12")):
        line = stands(hwlab, name)
        assert (line["identification"]["serial"], line["state"]) == (serial, "ready")
        assert "serial" in line["proven"]
    (one, other) = (stands(hwlab, name)["identification"] for name in (first, second))
    assert (one["model"], other["model"]) == ("PowerEdge R640", "ThinkSystem SR650")
    assert set(names(hwlab("intake", photo, "--json"))) == {first, second}
    assert stands(hwlab, second)["siblings"] == [first]


def test_it_may_be_one_after_all(hwlab: Hwlab, taken: Taken) -> None:
    hw_id = held(hwlab, taken(RACK))
    assert hwlab("queue", "split", hw_id, "--one").code == 10
    line = stands(hwlab, hw_id)
    assert line["several"] == []
    # Which of the serials is its own is still to be said; nobody asks again how many there are.
    assert not any("may show" in one for one in line["reasons"])
    assert any("serial J100AB12 stands beside ABC1D23" in one for one in line["reasons"])
    hwlab("queue", "retry", hw_id)
    assert hwlab("queue", "replay").code == 10
    assert stands(hwlab, hw_id)["several"] == []
    ran = hwlab("queue", "edit", hw_id, "serial=ABC1D23", "manufacturer=Dell", "--json")
    assert ran.code == 0, ran.lines[0]["reasons"]
    assert stands(hwlab, hw_id)["state"] == "ready"


def test_who_types_what_it_is_says_that_it_is_one(hwlab: Hwlab, taken: Taken) -> None:
    hw_id = held(hwlab, taken(RACK))
    hwlab("queue", "edit", hw_id, "serial=ABC1D23", "model=PowerEdge R640", "manufacturer=Dell")
    assert stands(hwlab, hw_id)["state"] == "ready"
    assert stands(hwlab, hw_id)["several"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("3", "1"), "no such device on the photo"),
        (("1",), "one device is nothing to split"),
        (("1", "2", "--one"), "contradict"),
    ],
)
def test_what_cant_be_split_is_said(
    hwlab: Hwlab, taken: Taken, arguments: tuple[str, ...], says: str
) -> None:
    hw_id = held(hwlab, taken(RACK))
    ran = hwlab("queue", "split", hw_id, *arguments)
    assert ran.code == UsageError("").exit_code
    assert says in ran.err
    assert stands(hwlab, hw_id)["state"] == "held"
    assert len(hwlab("queue", "list", "--json").lines) == 1


def test_what_nobody_asked_about_is_not_split(hwlab: Hwlab, taken: Taken) -> None:
    hw_id = names(hwlab("intake", taken(device("Z1F8ML8D", *DISK)), "--json"))[0]
    for options in ((), ("--one",)):
        ran = hwlab("queue", "split", hw_id, *options)
        assert ran.code == UsageError("").exit_code
        assert "nothing says that it shows several" in ran.err


def test_a_photo_added_stays_with_its_own_device(hwlab: Hwlab, taken: Taken) -> None:
    first, second, third = names(hwlab("intake", taken(DISKS), "--json"))
    closer = taken([*device("WKD5RJK2", *DISK, "P/N: 2M2101-500")])
    ran = hwlab("intake", "--into", second, closer, "--json")
    assert ran.code == 0
    line = stands(hwlab, second)
    assert line["identification"]["serial"] == "WKD5RJK2"
    assert line["identification"]["part_number"] == "2M2101-500"
    # A photo of the neighbor does not make it the neighbor: it is held.
    wrong = taken(device("ZC1Y3GWH", *DISK))
    assert hwlab("intake", "--into", second, wrong, "--json").code == 10
    line = stands(hwlab, second)
    assert "serial" not in line["proven"]
    assert line["ops"][1]["body"]["serial"] is None
    for name, serial in ((first, "Z1F8ML8D"), (third, "ZC1Y3GWH")):
        assert stands(hwlab, name)["identification"]["serial"] == serial


def test_several_photos_of_one_device_are_never_split(hwlab: Hwlab, taken: Taken) -> None:
    ran = hwlab("intake", "--one", taken(DISKS), taken(RACK), "--json")
    assert (ran.code, ran.summary["held"]) == (10, 1)
    (line,) = ran.of_type("intake")
    assert (line["several"], line["siblings"]) == ([], [])
    assert "may be meant as well" in " ".join(line["reasons"])


def test_a_review_splits_and_takes_it_back(hwlab: Hwlab, taken: Taken, home: Path) -> None:
    hw_id = held(hwlab, taken(RACK))
    ran = hwlab("review", stdin="x\n1 2\nu\nq\n")
    assert "x split: several devices" in ran.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "the split is taken back" in ran.err
    line = stands(hwlab, hw_id)
    assert (line["state"], line["siblings"]) == ("held", [])
    assert len(line["several"]) == 2
    with OpLog.open(home) as log:
        assert sorted(one.state.value for one in query.intakes(log)) == ["discarded", "held"]
    assert hwlab("review", stdin="x\n1 2\n").code == 0
    (other,) = stands(hwlab, hw_id)["siblings"]
    for name, serial in ((hw_id, "ABC1D23"), (other, "J100AB12")):
        line = stands(hwlab, name)
        assert (line["identification"]["serial"], line["state"]) == (serial, "ready")


def test_a_review_says_that_it_is_one(hwlab: Hwlab, taken: Taken) -> None:
    hw_id = held(hwlab, taken(RACK))
    hwlab("review", stdin="w\nq\n")
    line = stands(hwlab, hw_id)
    assert (line["state"], line["several"]) == ("held", [])
    assert hwlab("review", stdin="serial=ABC1D23\na\n").code == 0
    assert stands(hwlab, hw_id)["state"] == "ready"


LISTED = [
    {"manufacturer": "Dell", "model": "PowerEdge R640", "serial": "ABC1D23"},
    {"manufacturer": "Lenovo", "model": "ThinkSystem SR650", "serial": "J100AB12"},
]


def widths(scripted: ScriptedServer) -> list[int]:
    """How wide each question's first picture is."""
    questions = [one for one in scripted.seen if one.target.endswith("/chat/completions")]
    found = []
    for one in questions:
        data = base64.b64decode(one.pictures[0].partition(",")[2])
        with Image.open(io.BytesIO(data)) as picture:
            found.append(picture.width)
    return found


def test_a_models_list_makes_it_certain_and_each_is_asked_about_alone(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, taken: Taken
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(json.dumps(LISTED)), says(answer(category="server", u_height=1)))
    ran = hwlab("intake", taken(RACK), "--json")
    assert ran.code == 0, ran.out + ran.err
    assert sorted(map(str, serials(ran))) == ["ABC1D23", "J100AB12"]
    assert ran.summary["taken"] == 2
    assert {line["identification"]["u_height"] for line in ran.of_type("intake")} == {1}
    whole, *parts = widths(scripted)
    assert len(parts) == 2
    assert all(width < whole * 0.6 for width in parts)
    # What is masked for one of them does not tell of the other.
    for question in scripted.asked[1:]:
        text = json.dumps(question)
        assert ("PowerEdge R640" in text) != ("ThinkSystem SR650" in text)


def test_a_models_list_that_the_labels_dont_bear_out_is_held(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, taken: Taken
) -> None:
    configure(home, desk(scripted.url))
    third = {"manufacturer": "HPE", "model": "ProLiant DL360 Gen10", "serial": "CZJ9340B7X"}
    scripted.plays(says(json.dumps([*LISTED, third])))
    ran = hwlab("intake", taken(RACK), "--json")
    assert (ran.code, ran.summary["taken"]) == (10, 1)
    (line,) = ran.of_type("intake")
    assert [one["serial"] for one in line["several"]] == ["ABC1D23", "J100AB12", "CZJ9340B7X"]
    assert [one["part"] is None for one in line["several"]] == [False, False, True]
    # A person sees only two of them.
    ran = hwlab("queue", "split", line["hw_id"], "2", "1", "--json")
    scripted.plays(says(answer(category="server")))
    assert hwlab("queue", "replay").code == 0
    stood = [stands(hwlab, name)["identification"]["serial"] for name in names(ran)]
    assert stood == ["J100AB12", "ABC1D23"]


def test_what_only_a_model_lists_is_split_by_a_person_and_proves_nothing(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, taken: Taken
) -> None:
    configure(home, desk(scripted.url))
    boards = [
        {"manufacturer": "Adafruit", "model": "Feather M4", "category": "sbc"},
        {"manufacturer": "Arduino", "model": "Uno R3", "serial": "INVENTED77", "category": "sbc"},
    ]
    scripted.plays(says(json.dumps(boards)))
    photo = taken(label("Made for tinkering"))
    ran = hwlab("intake", photo, "--json")
    assert ran.code == 10
    (line,) = ran.of_type("intake")
    assert [one["part"] for one in line["several"]] == [None, None]
    ran = hwlab("queue", "split", line["hw_id"], "--json")
    assert ran.code == 10
    first, second = ran.of_type("intake")
    assert (first["hw_id"], first["identification"]["model"]) == (
        line["hw_id"],
        "Feather M4",
    )
    assert (second["identification"]["model"], second["state"]) == ("Uno R3", "held")
    assert second["proven"] == []
    (_, create, _) = stands(hwlab, second["hw_id"])["ops"]
    assert create["body"]["serial"] is None


def test_a_device_without_a_place_is_looked_at_on_closer_photos_alone(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, taken: Taken
) -> None:
    configure(home, desk(scripted.url))
    third = {"manufacturer": "HPE", "model": "ProLiant DL360 Gen10", "serial": "CZJ9340B7X"}
    scripted.plays(says(json.dumps([*LISTED, third])))
    (line,) = hwlab("intake", taken(RACK), "--json").of_type("intake")
    _, hw_id = names(hwlab("queue", "split", line["hw_id"], "1", "3", "--json"))
    ran = hwlab("queue", "retry", hw_id)
    assert ran.code == UsageError("").exit_code
    assert "closer photo" in ran.err
    assert stands(hwlab, hw_id)["state"] == "held"
    closer = taken(device("CZJ9340B7X", "HPE", "ProLiant DL360 Gen10"))
    scripted.plays(says(answer(**third, category="server")))
    assert hwlab("intake", "--into", hw_id, closer, "--json").code == 0
    line = stands(hwlab, hw_id)
    assert (line["identification"]["serial"], line["doubts"]) == ("CZJ9340B7X", [])
    assert "serial" in line["proven"]
    assert len(line["photos"]) == 2
    question = json.dumps(scripted.asked[-1])
    assert len(scripted.asked) == 2
    assert "ABC1D23" not in question
    # Its own photo is the only one that is shown.
    assert "photo 1" not in question


def parts(hwlab: Hwlab, hw_id: str) -> list[list[int] | None]:
    exported = hwlab("queue", "export").of_type("intake")
    (photos,) = (one["photos"] for one in exported if one["hw_id"] == hw_id)
    return [photo["part"] for photo in photos]


def test_merged_into_its_twin_it_brings_nothing_of_its_neighbors(
    hwlab: Hwlab, taken: Taken
) -> None:
    (twin,) = names(hwlab("intake", taken(device("WKD5RJK2", *DISK)), "--json"))
    near = device("Z1F8ML8D", *DISK, "MAC: 00:0D:5D:C1:71:49")
    ran = hwlab("intake", taken([*near, *device("WKD5RJK2", *DISK, place=1)]), "--json")
    second = names(ran)[serials(ran).index("WKD5RJK2")]
    (part,) = parts(hwlab, second)
    assert stands(hwlab, second)["state"] == "held"
    hwlab("review", stdin=f"m\n{twin}\n")
    assert stands(hwlab, second)["state"] == "discarded"
    assert parts(hwlab, twin) == [None, part]
    line = stands(hwlab, twin)
    assert (line["identification"]["serial"], line["state"]) == ("WKD5RJK2", "ready")
    assert line["identification"]["mac_addresses"] == []


def test_the_photo_that_two_devices_share_is_owed_once_when_they_are_merged(
    hwlab: Hwlab, taken: Taken, home: Path
) -> None:
    ran = hwlab("queue", "split", held(hwlab, taken(RACK)), "--json")
    hwlab("queue", "replay")
    settings = Settings()
    with Workspace(home, settings) as work:
        source, target = (deciding.standing(work.log, name) for name in reversed(names(ran)))
        looking_again.merge(work, lambda: Models(settings, home), source, target)
        ops = query.intake(work.log, names(ran)[0]).ops
    owed = [OpKind.IDENTIFY, OpKind.CREATE_DEVICE, OpKind.ATTACH_PHOTO]
    assert [op.kind for op in ops] == owed
