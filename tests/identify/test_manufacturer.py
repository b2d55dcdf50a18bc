from collections.abc import Sequence

import pytest
from handmade import barcode, label, printed, qr, seen_once

from hwlab_cli.identify.looks import looks
from hwlab_cli.identify.manufacturer import Manufacturer, manufacturer
from hwlab_cli.identify.payload import claims
from hwlab_cli.model import EvidenceKind, Reading


def made_by(readings: Sequence[Reading]) -> Manufacturer | None:
    codes = [one for one in readings if one.kind is EvidenceKind.BARCODE]
    return manufacturer(looks(readings), [(one, claims(one.text, one.detail)) for one in codes])


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (["DELL", "PowerEdge R640"], "Dell"),
        (["Dell Inc., Round Rock, TX 78682"], "Dell"),
        (["Hewlett Packard Enterprise", "HPE ProLiant DL380 Gen10"], "HPE"),
        (["HP EliteBook 840 G5"], "HP"),
        (["iiyama", "Moniteur à écran plat"], "iiyama"),
        (["Mellanox Technologies"], "Mellanox"),
        (["AVM Berlin", "FRITZ!Box 7590"], "AVM"),
        (["LANCOM 1781VA"], "LANCOM"),
        (["aruba", "a Hewlett Packard Enterprise company"], "Aruba"),
        (["APC by Schneider Electric"], "APC"),
        (["PowerEdge R640"], "Dell"),
        (["SSDSC2KB480G8"], "Intel"),
        (["P/N: MCX4121A-ACAT"], "Mellanox"),
        (["LITE-ON TECHNOLOGY CORPORATION", "MODEL: PS-2751-5Q"], "LiteOn"),
        (["SUPERMICRO", "Intel Xeon", "Intel Xeon inside"], "Supermicro"),
    ],
)
def test_print_proves_the_maker(rows: list[str], name: str) -> None:
    found = made_by(label(*rows))
    assert found is not None
    assert (found.maker.name, found.proven, found.doubts) == (name, True, [])
    assert {piece.kind for piece in found.evidence} <= {EvidenceKind.TEXT}


@pytest.mark.parametrize(
    ("readings", "name", "reason"),
    [
        (seen_once("DELL"), "Dell", "one look"),
        (label("MAC: B8:59:9F:69:D3:DA"), "Mellanox", "B8-59-9F is registered to Mellanox"),
        ([barcode("B8599F69D3DA")], "Mellanox", "is registered to Mellanox"),
        ([qr("PMCX4121A-ACAT;SMT2139B82191;R:A2;MB8599F69D3DA")], "Mellanox", "not printed"),
        ([qr("https://iiyama.com/fr_fr/produits/xub2492hsu-b1")], "iiyama", "iiyama.com"),
        (label("IPMI: 3CECEF5511AF"), "Supermicro", "is registered to Super Micro"),
        (label("www.supermicro.com"), "Supermicro", "www.supermicro.com"),
        ([qr("https://support.lenovo.co.uk/x")], "Lenovo", "support.lenovo.co.uk"),
        (label("DELL", "SEAGATE"), "Dell", "no better than Seagate"),
    ],
)
def test_a_maker_that_is_not_proven(readings: list[Reading], name: str, reason: str) -> None:
    found = made_by(readings)
    assert found is not None
    assert (found.maker.name, found.proven) == (name, False)
    (doubt,) = found.doubts
    assert doubt.startswith(f"the manufacturer {name} ")
    assert reason.replace("-", ":") in doubt or reason in doubt
    assert found.evidence


@pytest.mark.parametrize(
    "readings",
    [
        [],
        label("S/N: CZ27460ABC"),
        label("Intel Xeon", "Intel Xeon"),
        label("Intel Xeon", "intel inside"),
        label("LITE-ON TECHNOLOGY CORPORATION"),
        label("for use with HP"),
        label("for PowerEdge R640"),
        label("S/N: 3CECEF5511A"),
        label("S/N: WS-C2960X-24TS-L"),
        [printed("S/N"), printed("SSDSC2KB480G8", 0, 28)],
        label("S/N: B8599F69D3DA"),
        [*label("S/N: B8599F69D3DA"), barcode("B8599F69D3DA")],
        label("WWN: B8:59:9F:69:D3:DA"),
        [qr("https://example.com/x")],
        [qr("https://www.microsoft.com/x")],
        label("MAC: 02:00:00:00:00:01"),
    ],
)
def test_what_names_no_maker(readings: list[Reading]) -> None:
    found = made_by(readings)
    assert found is None, found


def test_an_address_tips_the_scales() -> None:
    found = made_by([*label("SUPERMICRO", "NVIDIA"), barcode("3CECEF551118")])
    assert found is not None
    assert (found.maker.name, found.proven) == ("Supermicro", True)
    assert {piece.kind for piece in found.evidence} == {EvidenceKind.TEXT, EvidenceKind.OUI}


def test_a_disk_is_its_makers_though_a_server_maker_sells_it() -> None:
    found = made_by(label("DELL", "Seagate", "ST3600057SS"))
    assert found is not None
    assert (found.maker.name, found.proven) == ("Seagate", True)
