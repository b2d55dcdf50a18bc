import tomllib
from collections import defaultdict
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.vocabulary import Role, folded, phrases, role_of


def found(line: str) -> list[tuple[Role, str]]:
    return [(phrase.role, line[phrase.start : phrase.end]) for phrase in phrases(line)]


def entries() -> dict[str, list[str]]:
    text = files("hwlab_cli.identify").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_every_section_is_a_role() -> None:
    assert set(entries()) == {role.value for role in Role}


def test_no_phrase_has_two_roles() -> None:
    roles: defaultdict[str, set[str]] = defaultdict(set)
    for role, many in entries().items():
        for phrase in many:
            roles["".join(one for one in folded(phrase) if one.isalnum() or one in "/#")].add(role)
    assert {phrase: many for phrase, many in roles.items() if len(many) > 1} == {}


def test_every_phrase_is_found_as_it_stands() -> None:
    missed = [
        (role, phrase)
        for role, many in entries().items()
        for phrase in many
        for shown in [phrase if phrase.endswith(":") else f"{phrase}:"]
        if not any(one.role == role for one in phrases(shown))
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("role", "line"),
    [
        (Role.SERIAL, "S/N: CZ27460ABC"),
        (Role.SERIAL, "SN CZ27460ABC"),
        (Role.SERIAL, "SN:CZ27460ABC"),
        (Role.SERIAL, "S / N  CZ27460ABC"),
        (Role.SERIAL, "S/NCZ27460ABC"),
        (Role.SERIAL, "s.n. CZ27460ABC"),
        (Role.SERIAL, "Serial No. CZ27460ABC"),
        (Role.SERIAL, "SerialNo.CZ27460ABC"),
        (Role.SERIAL, "Serial Number: CZ27460ABC"),
        (Role.SERIAL, "SERIAL# CZ27460ABC"),
        (Role.SERIAL, "Service Tag (S/N): 8FJ2XM2"),
        (Role.SERIAL, "SVC TAG: 8FJ2XM2"),
        (Role.SERIAL, "ST: 8FJ2XM2"),
        (Role.SERIAL, "Seriennummer: H203.1"),
        (Role.SERIAL, "Serien-Nr. 123456"),
        (Role.SERIAL, "Ser.-Nr.: 123456"),
        (Role.SERIAL, "Fabr.-Nr. 123456"),
        (Role.SERIAL, "Gerätenummer 123456"),
        (Role.SERIAL, "N° de série : G862B5"),
        (Role.SERIAL, "N º de série: 123"),
        (Role.SERIAL, "Numéro de série 123"),
        (Role.SERIAL, "N.º de serie S102"),
        (Role.SERIAL, "Nº serie: S102"),
        (Role.SERIAL, "Número de serie S102"),
        (Role.SERIAL, "Número de série: S102"),
        (Role.SERIAL, "Matricola: X1"),
        (Role.SERIAL, "Numero di serie X1"),
        (Role.SERIAL, "Serienummer: UK01"),
        (Role.SERIAL, "Numer seryjny: 4A"),
        (Role.SERIAL, "Nr fabryczny 4A"),
        (Role.SERIAL, "Výrobní číslo: 12"),
        (Role.SERIAL, "Sériové číslo: 12"),
        (Role.SERIAL, "Sorozatszám: 12"),
        (Role.SERIAL, "Sarjanumero 12"),
        (Role.SERIAL, "Tillverkningsnummer 12"),
        (Role.SERIAL, "Ident No.: YLNS001234"),
        (Role.PART_NUMBER, "P/N: 650-067199"),
        (Role.PART_NUMBER, "DP/N 0W347K"),
        (Role.PART_NUMBER, "Product No. 868703-B21"),
        (Role.PART_NUMBER, "ProdID: 3JX01EA"),
        (Role.PART_NUMBER, "MTM 7X06CTO1WW"),
        (Role.PART_NUMBER, "MT-M: 20L6-S0AB00"),
        (Role.PART_NUMBER, "Artikelnummer: 2000 2784"),
        (Role.PART_NUMBER, "Bestell-Nr. 123"),
        (Role.PART_NUMBER, "Réf. : 9PX1500"),
        (Role.PART_NUMBER, "Codice prodotto: 12"),
        (Role.PART_NUMBER, "Onderdeelnummer 12"),
        (Role.ASSEMBLY, "FRU P/N 01KN508"),
        (Role.ASSEMBLY, "PBA J12345-302"),
        (Role.ASSEMBLY, "Spare: 781578-001"),
        (Role.MODEL, "Model: R640"),
        (Role.MODEL, "MODEL NO. E750E"),
        (Role.MODEL, "MDL: WD40EFRX"),
        (Role.MODEL, "M/N: X1"),
        (Role.MODEL, "Modell: X1"),
        (Role.MODEL, "Modèle : X1"),
        (Role.MODEL, "Modelo X1"),
        (Role.MODEL, "Modello: X1"),
        (Role.MODEL, "Modelnummer: X1"),
        (Role.PRODUCT, "Product: FortiGate-60F"),
        (Role.PID, "PID VID: C9300-24T V02"),
        (Role.TYPE, "TYPE 20L6"),
        (Role.TYPE, "Typ: RX2540"),
        (Role.TYPE, "Typenummer: 243V7"),
        (Role.REGULATORY, "Reg Model: E31S"),
        (Role.REGULATORY, "Reg. Type No. P72G002"),
        (Role.REGULATORY, "Modello normativo: C561A"),
        (Role.ASSET_TAG, "Asset Tag: IT-1"),
        (Role.ASSET_TAG, "AssetIT-12302"),
        (Role.ASSET_TAG, "Inventar-Nr. 12"),
        (Role.ASSET_TAG, "N° d'inventaire 12"),
        (Role.ASSET_TAG, "N. inventario 12"),
        (Role.MAC, "MAC: 0C:C4"),
        (Role.MAC, "MAC-Adresse 00"),
        (Role.MAC, "Adresse MAC : 00"),
        (Role.MAC, "E01: 48:A9"),
        (Role.MAC, "EID: A0369F"),
        (Role.MAC, "IPMI: 0CC4"),
        (Role.MAC, "BMC MAC 0CC4"),
        (Role.MANUFACTURER, "Hersteller: ACME"),
        (Role.OTHER, "WWN: 5000C500"),
        (Role.OTHER, "PSID: ABC"),
        (Role.OTHER, "FCC ID: SWX-1"),
        (Role.OTHER, "Express Service Code: 123"),
        (Role.OTHER, "WLAN-Netzwerkschlüssel: 1234"),
        (Role.OTHER, "MB S/N: 1234"),
        (Role.OTHER, "CT: 7C2ABC"),
        (Role.OTHER, "iLO Password: XYZ12345"),
    ],
)
def test_a_label_s_first_words(role: Role, line: str) -> None:
    assert phrases(line)[0].role is role
    assert phrases(line)[0].start == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("MAC: 0CC47A123456 IPMI: 0CC47A123458", [(Role.MAC, "MAC"), (Role.MAC, "IPMI")]),
        ("S/N ABC12 P/N DEF34", [(Role.SERIAL, "S/N"), (Role.PART_NUMBER, "P/N")]),
        ("Reg Model P72G  Reg Type No. P72G002",
         [(Role.REGULATORY, "Reg Model"), (Role.REGULATORY, "Reg Type No")]),
        ("E06:48:A9:8A:82:4C:DC", [(Role.MAC, "E06")]),
        ("MAC: AC:1F:6B:01:02:EA", [(Role.MAC, "MAC")]),
        ("Modeled after", []),
        ("Snowball", []),
        ("Personal", []),
        ("stand: 5", []),
        ("Assets under", []),
        ("4SN: x", []),
        ("typical", []),
        ("", []),
    ],
)  # fmt: skip
def test_all_words_of_a_line(line: str, expected: list[tuple[Role, str]]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("sn", Role.SERIAL),
        ("serialNumber", Role.SERIAL),
        ("N° de série", Role.SERIAL),
        ("st", Role.SERIAL),
        ("MAC Address", Role.MAC),
        ("model", Role.MODEL),
        ("snapshot", None),
        ("sn_count", None),
        ("", None),
    ],
)
def test_keys_of_data(key: str, role: Role | None) -> None:
    assert role_of(key) is role


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded(text)) == len(text)
    for phrase in phrases(text):
        assert 0 <= phrase.start < phrase.end <= len(text)
