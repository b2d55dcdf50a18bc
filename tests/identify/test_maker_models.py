import random

import pytest

from hwlab_cli.identify.makers import Maker, find_models, makers


def maker(name: str) -> Maker:
    return next(known for known in makers() if known.name == name)


def model_in(text: str, name: str | None = None) -> tuple[str, str, str | None] | None:
    hits = find_models(text, maker(name) if name else None)
    return (hits[0].maker.name, hits[0].value, hits[0].category) if hits else None


@pytest.mark.parametrize(
    ("text", "name", "value", "category"),
    [
        ("PowerEdge R730xd", "Dell", "PowerEdge R730xd", "server"),
        ("DELLPowerEdgeR730", "Dell", "PowerEdge R730", "server"),
        ("PowerEdge  R 730", "Dell", None, None),
        ("PowerSwitch S5248F-ON", "Dell", "PowerSwitch S5248F-ON", "switch"),
        ("PowerVault ME4024", "Dell", "PowerVault ME4024", "storage"),
        ("Latitude E7470", "Dell", "Latitude E7470", "laptop"),
        ("ProLiant DL325Gen10", "HPE", "ProLiant DL325 Gen10", "server"),
        ("ProLiantDL380 Gen9", "HPE", "ProLiant DL380 Gen9", "server"),
        ("ProLiant DL380 Gen10 Plus", "HPE", "ProLiant DL380 Gen10 Plus", "server"),
        ("ProLiant", "HPE", None, None),
        ("HPProBook450G5", "HP", "ProBook 450 G5", "laptop"),
        ("EliteDesk 800 G3 DM", "HP", "EliteDesk 800 G3 DM", "mini-pc"),
        ("MODEL:WS-C3750X-48P-S V02", "Cisco", "WS-C3750X-48P-S", "switch"),
        ("C9300-48P-A", "Cisco", "C9300-48P-A", "switch"),
        ("N9K-C93180YC-EX", "Cisco", "N9K-C93180YC-EX", "switch"),
        ("ISR4331/K9", "Cisco", "ISR4331/K9", "router"),
        ("CISCO2911/K9", "Cisco", "CISCO2911/K9", "router"),
        ("ASA5506-X", "Cisco", "ASA5506-X", "firewall"),
        ("FPR1010", "Cisco", "FPR1010", "firewall"),
        ("AIR-CAP2702I-E-K9", "Cisco", "AIR-CAP2702I-E-K9", "access-point"),
        ("C9120AXI-E", "Cisco", "C9120AXI-E", "access-point"),
        ("Meraki MS220-8P", "Cisco", "Meraki MS220-8P", "switch"),
        ("GLC-SX-MMD", "Cisco", "GLC-SX-MMD", "transceiver"),
        ("EX2300-24T", "Juniper", "EX2300-24T", "switch"),
        ("SRX345", "Juniper", "SRX345", "firewall"),
        ("DCS-7050CX3-32S-F", "Arista", "DCS-7050CX3-32S-F", "switch"),
        ("LenovoThinkSystemSR650", "Lenovo", "ThinkSystem SR650", "server"),
        ("ThinkPad T480s", "Lenovo", "ThinkPad T480s", "laptop"),
        ("ThinkCentre M93p Tiny", "Lenovo", "ThinkCentre M93p Tiny", "mini-pc"),
        ("SYS-1029P-WTR", "Supermicro", "SYS-1029P-WTR", "server"),
        ("X11SSH-F", "Supermicro", "X11SSH-F", "motherboard"),
        ("PWS-920P-SQ", "Supermicro", "PWS-920P-SQ", "psu"),
        ("USW-24-PoE", "Ubiquiti", "USW-24-PoE", "switch"),
        ("UAP-AC-PRO", "Ubiquiti", "UAP-AC-PRO", "access-point"),
        ("U6-LR", "Ubiquiti", "U6-LR", "access-point"),
        ("ER-X", "Ubiquiti", "ER-X", "router"),
        ("CRS326-24G-2S+RM", "MikroTik", "CRS326-24G-2S+RM", "switch"),
        ("CCR2004-1G-12S+2XS", "MikroTik", "CCR2004-1G-12S+2XS", "router"),
        ("RB750Gr3", "MikroTik", "RB750Gr3", "router"),
        ("hEX S", "MikroTik", "hEX S", "router"),
        ("SSDSC2BB480G7", "Intel", "SSDSC2BB480G7", "disk"),
        ("MZ7LM480HMHQ-00005", "Samsung", "MZ7LM480HMHQ-00005", "disk"),
        ("M393A2K40BB1-CRC", "Samsung", "M393A2K40BB1-CRC", "memory"),
        ("ST4000VN008-2DR166", "Seagate", "ST4000VN008-2DR166", "disk"),
        ("WD40EFRX-68WT0N0", "Western Digital", "WD40EFRX-68WT0N0", "disk"),
        ("HUH721212ALE600", "HGST", "HUH721212ALE600", "disk"),
        ("MG08ACA16TE", "Toshiba", "MG08ACA16TE", "disk"),
        ("KXG60ZNV512G", "KIOXIA", "KXG60ZNV512G", "disk"),
        ("MTFDDAK480TDC-1AT1ZABYY", "Micron", "MTFDDAK480TDC-1AT1ZABYY", "disk"),
        ("KVR24N17S8/8", "Kingston", "KVR24N17S8/8", "memory"),
        ("DS918+", "Synology", "DS918+", "storage"),
        ("TS-453D", "QNAP", "TS-453D", "storage"),
        ("SMT1500RMI2U", "APC", "SMT1500RMI2U", "ups"),
        ("FortiGate-60E", "Fortinet", "FortiGate-60E", "firewall"),
        ("FG-60E", "Fortinet", "FG-60E", "firewall"),
        ("PA-220", "Palo Alto", "PA-220", "firewall"),
        ("SG-3100", "Netgate", "SG-3100", "firewall"),
        ("TL-SG108E", "TP-Link", "TL-SG108E", "switch"),
        ("EAP245", "TP-Link", "EAP245", "access-point"),
        ("GS108Ev3", "Netgear", "GS108Ev3", "switch"),
        ("Raspberry Pi 4 Model B", "Raspberry Pi", "Raspberry Pi 4 Model B", "sbc"),
        ("RaspberryPi4ModelB", "Raspberry Pi", "Raspberry Pi 4 Model B", "sbc"),
        ("FRITZ!Box7590", "AVM", "FRITZ!Box 7590", "router"),
        ("MCX4121A-ACAT", "Mellanox", "MCX4121A-ACAT", "nic"),
        ("FTLX8571D3BCL", "Finisar", "FTLX8571D3BCL", "transceiver"),
        ("Tesla P40", "NVIDIA", "Tesla P40", "gpu"),
    ],
)
def test_models_that_name_their_maker(
    text: str, name: str, value: str | None, category: str | None
) -> None:
    assert model_in(text) == ((name, value, category) if value else None)


@pytest.mark.parametrize(
    ("text", "name", "value", "category"),
    [
        ("X710-DA2", "Intel", "X710-DA2", "nic"),
        ("Xeon E5-2680 v4", "Intel", "Xeon E5-2680 v4", "cpu"),
        ("GeForce RTX 3080 Ti", "NVIDIA", "GeForce RTX 3080 Ti", "gpu"),
        ("EPYC 7302P", "AMD", "EPYC 7302P", "cpu"),
        ("AP7921", "APC", "AP7921", "pdu"),
        ("MX204", "Juniper", "MX204", "router"),
        ("R730xd", "Dell", "R730xd", "server"),
        ("J9773A", "HPE", "J9773A", "switch"),
        ("J4858D", "HPE", "J4858D", "transceiver"),
        ("MX64", "Cisco", "MX64", "firewall"),
        ("5PX 1500i", "Eaton", "5PX 1500i", "ups"),
        ("27UK850", "LG", "27UK850", "monitor"),
        ("Z440", "HP", "Z440", "workstation"),
        ("XUB2492HSU-B1", "iiyama", "XUB2492HSU-B1", "monitor"),
        ("9PX 1500i RT2U", "Eaton", "9PX 1500i RT2U", "ups"),
        ("5PX 2200i RT2U Netpack", "Eaton", "5PX 2200i RT2U Netpack", "ups"),
        ("LANCOM 883 VoIP", "LANCOM", "883 VoIP", "router"),
        ("Aruba 2930F 24G 4SFP+", "HPE", "Aruba 2930F 24G 4SFP+", "switch"),
        ("DX517", "Synology", "DX517", "storage"),
        ("ER605", "TP-Link", "ER605", "router"),
    ],
)
def test_models_of_a_known_maker(text: str, name: str, value: str, category: str) -> None:
    assert model_in(text, name) == (name, value, category)
    assert model_in(text) is None


LABEL_PRINT = """
Made in China 2019
100-240V~ 50-60Hz 10A-5A
+12V 62.5A -12V 0.3A
IEC 60950-1 EN 62368-1:2014
C13 C14 C19 C20
FCC ID: SWX-UAPACPRO
Service Tag: 7X8Y9Z2
S/N ABC1234567
CN-0H5875-76657-53K-00A1-A02
SPS 747592-001
2019-05-01
MAC: 00:1B:21:AB:CD:EF
001B21ABCDEF
WWN: 5000C500A1B2C3D4
LBA 937703088
480GB 6Gb/s 7200 RPM
16GB 2Rx4 PC4-2400T-RA1-11-DC0
192.168.88.1
Gi1/0/1 Te1/1/1 10/100/1000
SFP SFP+ QSFP28 10G 1G
PCIe x16 Gen3
Rack unit 17 Slot 4
Rev. 1.2 V01 V02
99U5678-006.A00G 1.2V
© Raspberry Pi 2018
IPMI: 3CECEF5511A
699-2G610-0200-100
N° de série G318F00384
""".strip().splitlines()


@pytest.mark.parametrize("text", [*LABEL_PRINT, "NetBox", "hex", "latitude", "20 degrees Celsius"])
def test_print_that_is_no_model(text: str) -> None:
    assert find_models(text, None) == []


@pytest.mark.parametrize(
    "name", ["Dell", "HP", "HPE", "Cisco", "Juniper", "Lenovo", "Ubiquiti", "MikroTik", "Samsung"]
)
def test_print_that_is_no_model_of_a_known_maker(name: str) -> None:
    found = [hit.value for line in LABEL_PRINT for hit in find_models(line, maker(name))]
    assert found == []


def test_models_do_not_overlap() -> None:
    hits = find_models("Dell PowerEdge R730 and WS-C3750X-48P-S", None)
    assert [hit.value for hit in hits] == ["PowerEdge R730", "WS-C3750X-48P-S"]


# Digits, capitals, hexadecimal digits and both: `#`, `A`, `x` and `*`.
SHAPES = [
    "**********", "************", "A##########", "AAA####****", "AA########", "#######",
    "*******", "xxxxxxxxxxxx", "##########", "A#####-###", "###-#####-##", "AAA#######",
    "A###A#####", "*****", "AA####AAAA##", "A#A#####", "A####", "AA####", "AAA###", "******",
]  # fmt: skip
ALPHABETS = {"#": "0123456789", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "x": "0123456789ABCDEF"}
ALPHABETS["*"] = ALPHABETS["#"] + ALPHABETS["A"]


def test_a_serial_hardly_ever_looks_like_a_makers_model() -> None:
    chance = random.Random(11)
    serials = [
        "".join(chance.choice(ALPHABETS.get(sign, sign)) for sign in shape)
        for shape in SHAPES
        for _ in range(400)
    ]
    taken = [serial for serial in serials if find_models(serial, None)]
    assert len(taken) <= len(serials) / 500, taken
