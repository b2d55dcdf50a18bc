from collections.abc import Sequence

import pytest
from handmade import barcode, label, printed, qr, seen_once

from hwlab_cli.identify.choose import Choice, choose, macs
from hwlab_cli.identify.confirm import confirm
from hwlab_cli.identify.looks import looks
from hwlab_cli.identify.makers import named
from hwlab_cli.identify.payload import claims
from hwlab_cli.identify.sightings import seen
from hwlab_cli.model import EvidenceKind, IdentifiedField, Reading
from hwlab_cli.photos.text import LOOKS

SERIAL, MODEL = IdentifiedField.SERIAL, IdentifiedField.MODEL
PART, ASSET = IdentifiedField.PART_NUMBER, IdentifiedField.ASSET_TAG
CLOSE, SMALLER = LOOKS


def chosen(name: IdentifiedField, readings: Sequence[Reading], maker: str = "") -> Choice:
    made_by = named(maker) if maker else None
    codes = [one for one in readings if one.kind is EvidenceKind.BARCODE]
    print_says = seen(looks(readings), made_by, [code.text for code in codes])
    stated = [(code, claims(code.text, code.detail)) for code in codes]
    confirmed = confirm(print_says, stated, made_by)
    if name is IdentifiedField.MAC_ADDRESSES:
        choice = macs(print_says.sightings, confirmed)
    else:
        choice = choose(name, print_says.sightings, confirmed)
    assert choice is not None
    return choice


def two_looks(close: str, smaller: str) -> list[Reading]:
    return [*seen_once(close, look=CLOSE), *seen_once(smaller, look=SMALLER)]


PROVEN = [
    pytest.param(label("S/N: CZ27460ABC"), "CZ27460ABC", id="two looks"),
    pytest.param(
        [*seen_once("S/N: CZ27460ABC"), *seen_once("SN CZ27460ABC", photo="other.jpg")],
        "CZ27460ABC",
        id="two photos",
    ),
    pytest.param([qr("SN=CZ27460ABC")], "CZ27460ABC", id="a barcode that names it"),
    pytest.param(
        [*seen_once("S/N: CZ27460ABC"), barcode("CZ27460ABC")], "CZ27460ABC", id="print and barcode"
    ),
    pytest.param(
        [*label("S/N: CZ2746OABC"), barcode("CZ27460ABC")], "CZ27460ABC", id="barcode corrects"
    ),
    pytest.param(
        [*label("S/N: PF-04BCDE"), barcode("PF04BCDE")], "PF-04BCDE", id="spelled as printed"
    ),
    pytest.param(
        [printed("Serial No."), barcode("CZ27460ABC", 0, 30)], "CZ27460ABC", id="barcode by words"
    ),
    pytest.param(
        [
            *label("S/N: CZ27460ABC"),
            printed("SN CZ27460ABC", 0, 400, rivals=[(6, "G")]),
            printed("SN CZ27460ABC", 0, 400, look=SMALLER),
        ],
        "CZ27460ABC",
        id="printed twice, once unclearly",
    ),
]

UNPROVEN = [
    pytest.param(seen_once("S/N: CZ27460ABC"), "one look", id="one look"),
    pytest.param(
        [*seen_once("S/N: CZ27460ABC"), *seen_once("S/N: CZ27460ABC")], "one look", id="twice one"
    ),
    pytest.param(
        [printed("S/N: CZ27460ABC", look=look, rivals=[(10, "O")]) for look in LOOKS],
        "another one",
        id="both looks with a rival",
    ),
    pytest.param(
        [printed("S/N: CZ27460ABC", rivals=[(10, "O")]), printed("S/N: CZ27460ABC", look=SMALLER)],
        "another one",
        id="one of the looks with a rival",
    ),
    pytest.param(two_looks("S/N: CZ27460ABC", "S/N: CZ2746OABC"), "also read as", id="O or 0"),
    pytest.param(two_looks("S/N: CZ27460ABC", "S/N: CZ27467ABC"), "also read as", id="0 or 7"),
    pytest.param(two_looks("S/N: CZ27460AB", "S/N: CZ27460ABC"), "one look", id="one cut short"),
    pytest.param(
        [*label("S/N: CZ27460AB"), *seen_once("S/N: CZ27460ABC", photo="other.jpg")],
        "also read as",
        id="cut short in both looks, not in another photo",
    ),
    pytest.param(
        [*label("S/N: CZ27460ABC"), *seen_once("S/N: CZ27460ABO", photo="other.jpg")],
        "also read as",
        id="another photo differs",
    ),
    pytest.param(label("S/N: CZJ1 234567"), "go on behind a space", id="parted by a space"),
    pytest.param([barcode("CZ27460ABC")], "only a guess", id="a barcode nothing names"),
    pytest.param(
        [*label("S/N: CZ27460ABC"), barcode("XY99887766", 0, 25)], "barcode that says", id="denied"
    ),
    pytest.param(
        label("S/N: CZ27460ABC", "S/N: LIT2034XYZ"), "meant as well", id="two serials in print"
    ),
    pytest.param(
        [qr("SN=CZ27460ABC"), qr("SN=LIT2034XYZ")], "meant as well", id="two serials in barcodes"
    ),
    pytest.param(
        [*label("S/N: CZ27460ABC"), qr("SN=LIT2034XYZ")], "meant as well", id="print and barcode"
    ),
]


@pytest.mark.parametrize(("readings", "value"), PROVEN)
def test_a_serial_is_proven(readings: list[Reading], value: str) -> None:
    choice = chosen(SERIAL, readings)
    assert (choice.value, choice.proven, choice.doubts) == (value, True, [])


@pytest.mark.parametrize(("readings", "reason"), UNPROVEN)
def test_a_serial_is_not_proven(readings: list[Reading], reason: str) -> None:
    choice = chosen(SERIAL, readings)
    assert not choice.proven
    (doubt,) = choice.doubts
    assert reason in doubt
    assert doubt.startswith(f"the serial {choice.value} ")


@pytest.mark.parametrize(("readings", "_"), [*PROVEN, *UNPROVEN])
def test_the_choice_has_its_evidence(readings: list[Reading], _: str) -> None:
    evidence = chosen(SERIAL, readings).evidence
    texts = {one.text for one in readings}
    assert evidence
    assert {piece.text for piece in evidence} <= texts
    assert len(evidence) == len(set(evidence))


@pytest.mark.parametrize(
    ("close", "smaller"), [("CZ27460AB", "CZ27460ABC"), ("Z27460ABC", "CZ27460ABC")]
)
def test_the_longer_reading_is_chosen_where_one_is_cut(close: str, smaller: str) -> None:
    for one, other in [(close, smaller), (smaller, close)]:
        assert chosen(SERIAL, two_looks(f"S/N: {one}", f"S/N: {other}")).value == "CZ27460ABC"


def test_the_note_says_what_the_barcode_corrected() -> None:
    readings = [*label("S/N: CZ2746OABC"), barcode("CZ27460ABC")]
    assert chosen(SERIAL, readings).notes == [
        "print reads CZ2746OABC, the barcode CZ27460ABC: the barcode is believed"
    ]
    assert chosen(SERIAL, [*label("S/N: CZ27460ABC"), barcode("CZ27460ABC")]).notes == []


@pytest.mark.parametrize(
    ("maker", "rows", "value", "proven"),
    [
        ("Dell", ["Model: E39S Series", "PowerEdge R640"], "PowerEdge R640", True),
        ("Dell", ["Model: E39S Series"], "E39S Series", False),
        ("HPE", ["Model: HSTNS", "HPE ProLiant DL380 Gen10"], "ProLiant DL380 Gen10", True),
        ("HPE", ["Model: XQ-1234"], "XQ-1234", True),
        ("Nutanix", ["Model: SYS-2028TP-HC0R", "NX-3060-G5"], "SYS-2028TP-HC0R", False),
        ("Samsung", ["PM883", "MODEL: MZ7LH960HAJR", "P/N: MZ7LH960HAJR-00005"],
         "MZ7LH960HAJR", True),
        ("Samsung", ["P/N: MZ7LH960HAJR-00005"], "MZ7LH960HAJR-00005", False),
        ("", ["Model: XY-200", "Product: Superbox 9"], "XY-200", True),
        ("", ["Model: XY-200", "Model: AB-900"], "XY-200", False),
        ("Cisco", ["WS-C2960X-24TS-L", "C9300-24T"], "WS-C2960X-24TS-L", False),
        ("Eaton", ["5P 1150i", "Réf. : 5P1150I"], "5P 1150i", True),
        ("Eaton", ["9PX 1500i RT2U", "G318F00384"], "9PX 1500i RT2U", True),
        ("Kingston", ["KVR32S22D8/16", "99U5678-006.A00G 1.2V"], "KVR32S22D8/16", True),
    ],
)  # fmt: skip
def test_a_model_is_chosen(maker: str, rows: list[str], value: str, *, proven: bool) -> None:
    choice = chosen(MODEL, label(*rows), maker)
    assert (choice.value, choice.proven) == (value, proven)
    assert all(doubt.startswith(f"the model {value} ") for doubt in choice.doubts)
    assert bool(choice.doubts) is not proven


@pytest.mark.parametrize(
    ("rows", "value", "proven"),
    [
        (["Product No. 868703-B21", "Spare: 875938-001"], "868703-B21", True),
        (["Spare: 875938-001"], "875938-001", True),
        (["P/N: 650-067199", "P/N: 800-12345-01"], "800-12345-01", False),
        (["DP/N 042R84 A05"], "042R84", True),
    ],
)
def test_a_part_number_is_chosen(rows: list[str], value: str, *, proven: bool) -> None:
    choice = chosen(PART, label(*rows))
    assert (choice.value, choice.proven) == (value, proven)


def test_an_asset_tag_is_chosen() -> None:
    assert chosen(ASSET, [*label("Asset Tag: IT-0042"), barcode("IT-0042")]).proven
    assert not chosen(ASSET, label("Asset Tag: IT-0042", "Inventory No: IT-0991")).proven


MACS = [
    (label("MAC: 0CC47A123456 IPMI: 0CC47A123458"), ["0C:C4:7A:12:34:56", "0C:C4:7A:12:34:58"],
     True),
    (label("MAC: 0CC47A123456", "BMC: 0CC47A123458"), ["0C:C4:7A:12:34:56", "0C:C4:7A:12:34:58"],
     True),
    ([*seen_once("MAC: 0CC47A123456", "BMC: 0CC47A123458"), barcode("0CC47A123456")],
     ["0C:C4:7A:12:34:56", "0C:C4:7A:12:34:58"], False),
    ([*two_looks("MAC: 0CC47A123456", "MAC: 0CC47A128456"), barcode("0CC47A123456")],
     ["0C:C4:7A:12:34:56"], True),
    ([*seen_once("MAC: 0CC47A123456"), barcode("0CC47A123456"),
      *seen_once("MAC: 0CC47A128456", photo="other.jpg")],
     ["0C:C4:7A:12:34:56"], True),
    (two_looks("MAC: 0CC47A123456", "MAC: 0CC47A128456"),
     ["0C:C4:7A:12:34:56", "0C:C4:7A:12:84:56"], False),
    (label("MAC 04-D5-90-AB-CD-E0 ~ 04-D5-90-AB-CD-E9"), ["04:D5:90:AB:CD:E0"], True),
    ([barcode("0CC47A123456"), qr("MAC=0C:C4:7A:12:34:56")], ["0C:C4:7A:12:34:56"], True),
]  # fmt: skip


@pytest.mark.parametrize(("readings", "values", "proven"), MACS)
def test_all_addresses_are_chosen(
    readings: list[Reading], values: list[str], *, proven: bool
) -> None:
    choice = chosen(IdentifiedField.MAC_ADDRESSES, readings)
    assert (choice.value.split(","), choice.proven) == (values, proven)
    assert bool(choice.doubts) is not proven


def test_what_was_not_seen_is_not_chosen() -> None:
    nothing = confirm(seen([], None), [])
    assert choose(SERIAL, [], nothing) is None
    assert macs([], nothing) is None
