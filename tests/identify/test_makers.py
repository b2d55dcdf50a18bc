import re
import time
from collections import Counter

import netaddr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwlab_cli.identify.makers import Maker, find, find_models, makers, named, of_oui
from hwlab_cli.identify.makers import _compiled as compiled
from hwlab_cli.identify.makers import _key as key
from hwlab_cli.model import Category

CATEGORIES = {category.value for category in Category}


def maker(name: str) -> Maker:
    return next(known for known in makers() if known.name == name)


def makers_in(text: str, *, strong: bool) -> set[str]:
    return {hit.maker.name for hit in find(text) if hit.strong is strong}


def model_in(text: str, name: str | None = None) -> tuple[str, str, str | None] | None:
    hits = find_models(text, maker(name) if name else None)
    return (hits[0].maker.name, hits[0].value, hits[0].category) if hits else None


def without_groups(source: str) -> str:
    source = re.sub(r"\\.|\[[^\]]*\]", "", source)
    while (shorter := re.sub(r"\([^()]*\)", "", source)) != source:
        source = shorter
    return source


class TestData:
    def test_there_are_enough_makers(self) -> None:
        assert len(makers()) >= 180

    def test_names_are_unique(self) -> None:
        assert [n for n, c in Counter(m.name for m in makers()).items() if c > 1] == []

    def test_no_spelling_belongs_to_two_makers(self) -> None:
        owners: dict[str, str] = {}
        for known in makers():
            for spelling in (known.name, *known.aliases, *known.weak):
                assert owners.setdefault(key(spelling), known.name) == known.name, spelling

    def test_every_spelling_has_a_letter_or_digit(self) -> None:
        assert all(key(alias) for known in makers() for alias in known.aliases + known.weak)

    def test_every_expression_compiles(self) -> None:
        for known in makers():
            for model in known.models:
                compiled(known, model)

    def test_every_category_is_one_of_ours(self) -> None:
        used = {model.category for known in makers() for model in known.models}
        used |= {known.only for known in makers()}
        assert used - {None} <= CATEGORIES

    def test_expressions_match_something(self) -> None:
        for known in makers():
            for model in known.models:
                assert compiled(known, model).fullmatch("") is None, (known.name, model.source)

    def test_alternatives_are_grouped(self) -> None:
        """What an expression starts with is only known if no alternative stands outside a group."""
        loose = [
            model.source
            for known in makers()
            for model in known.models
            if "|" in without_groups(model.source)
        ]
        assert loose == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dell", "Dell"),
        ("DELL INC.", "Dell"),
        ("Dell EMC", "Dell"),
        ("DELLEMC", "Dell"),
        ("Dell Technologies", "Dell"),
        ("HP", "HP"),
        ("hp", "HP"),
        ("HP Inc.", "HP"),
        ("Hewlett-Packard Company", "HP"),
        ("HPE", "HPE"),
        ("Hewlett Packard Enterprise", "HPE"),
        ("HewlettPackardEnterprise", "HPE"),
        ("Super Micro Computer, Inc.", "Supermicro"),
        ("SUPERMICRO®", "Supermicro"),
        ("Cisco Systems, Inc.", "Cisco"),
        ("CiscoSystems,Inc.", "Cisco"),
        ("Cisco Meraki", "Cisco"),
        ("Ubiquiti Networks", "Ubiquiti"),
        ("UBNT", "Ubiquiti"),
        ("Mikrotikls SIA", "MikroTik"),
        ("WD", "Western Digital"),
        ("WDC", "Western Digital"),
        ("SAMSUNG ELECTRONICS CO., LTD.", "Samsung"),
        ("SAMSUNGELECTRONICSCO.,LTD.", "Samsung"),
        ("SK hynix", "SK hynix"),
        ("SKhynix Inc.", "SK hynix"),
        ("Mellanox Technologies", "Mellanox"),
        ("Aruba Networks", "Aruba"),
        ("TP-LINK TECHNOLOGIES CO.,LTD.", "TP-Link"),
        ("TPLINK", "TP-Link"),
        ("Raspberry Pi Trading Ltd", "Raspberry Pi"),
        ("GIGA-BYTE TECHNOLOGY CO.,LTD.", "Gigabyte"),
        ("ASUSTeK COMPUTER INC.", "ASUS"),
        ("Palo Alto Networks", "Palo Alto"),
        ("American Power Conversion Corp", "APC"),
        ("AVM GmbH", "AVM"),
        ("Juniper NETWORKS", "Juniper"),
    ],
)
def test_named(text: str, name: str) -> None:
    found = named(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    ["", " ", "®", "Inc.", "Technologies", "modell", "Dell PowerEdge", "Acme Widgets", "R730"],
)
def test_not_named(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HewlettPackardEnterprise", "HPE"),
        ("Hewlett Packard  Enterprise", "HPE"),
        ("DELL EMC", "Dell"),
        ("CiscoSystems,Inc.", "Cisco"),
        ("DELLPowerEdgeR730", "Dell"),
        ("DellPowerEdge R730", "Dell"),
        ("©2019Dell Inc.", "Dell"),
        ("hp", "HP"),
        ("HP®", "HP"),
        ("HP ProBook 450", "HP"),
        ("HPProBook 450 G5", "HP"),
        ("HP Inc.", "HP"),
        ("WD", "Western Digital"),
        ("WD Red", "Western Digital"),
        ("WDC WD40EFRX-68WT0N0", "Western Digital"),
        ("APC", "APC"),
        ("APC Smart-UPS 1500", "APC"),
        ("FS S3900-24T4S", "FS"),
        ("Intel", "Intel"),
        ("Intel Corporation", "Intel"),
        ("Intel(R) Ethernet Converged Network Adapter X710-DA2", "Intel"),
        ("NVIDIA Tesla P40", "NVIDIA"),
        ("Crucial", "Crucial"),
        ("Crucial MX500", "Crucial"),
        ("Patriot Memory", "Patriot"),
        ("Delta Electronics, Inc.", "Delta"),
        ("BROADCOM", "Broadcom"),
        ("Made for HP Inc. in China", "HP"),
        ("Manufactured for Hewlett Packard Enterprise", "HPE"),
        ("HGST, a Western Digital Company", "HGST"),
        ("Microsoft Surface Pro 7", "Microsoft"),
        ("Mikrotikls SIA, Riga, Latvia", "MikroTik"),
        ("Foxconn", "Foxconn"),
    ],
)
def test_finds_the_maker(text: str, name: str) -> None:
    assert makers_in(text, strong=True) == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Intel Inside", "Intel"),
        ("Intel® Xeon®", "Intel"),
        ("INTEL XEON E5-2680 v4", "Intel"),
        ("AMD Ryzen 7", "AMD"),
        ("NVIDIA GeForce RTX 3080", "NVIDIA"),
        ("this is crucial", "Crucial"),
        ("5 HP", "HP"),
        ("HGST, a Western Digital Company", "Western Digital"),
        ("Microsoft Corporation", "Microsoft"),
        ("Generic PDU", "Generic"),
        ("Chipset: Realtek", "Realtek"),
        ("LITE-ON TECHNOLOGY CORPORATION", "LiteOn"),
    ],
)
def test_finds_a_weak_mention(text: str, name: str) -> None:
    assert name in makers_in(text, strong=False)
    assert name not in makers_in(text, strong=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "modell",
        "damd",
        "Intelligent",
        "INTELLIGENT",
        "racer",
        "Pegasus",
        "hpet",
        "php",
        "capcom",
        "for Dell",
        "forDell",
        "for use with HP",
        "für Cisco",
        "compatible with Cisco",
        "Cisco compatible",
        "Cisco-kompatibel",
        "Windows 10 Pro",
        "Microsoft Windows Server 2019",
        "www.dell.com/support",
        "https://www.cisco.com/go",
        "support.hp.com",
        "info@netgear.com",
        "powered by Intel",
        "S/N WD0DELX1",
        "3000 Hanover Street, Palo Alto, CA",
        "Made in China",
    ],
)
def test_finds_no_maker(text: str) -> None:
    assert makers_in(text, strong=True) == set()


def test_hpe_is_not_hp() -> None:
    assert [hit.maker.name for hit in find("hpe")] == ["HPE"]


def test_span_is_that_of_the_name() -> None:
    text = "made by\nDELL EMC, Round Rock"
    (hit,) = find(text)
    assert text[slice(*hit.span)] == "DELL EMC"


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("00:0C:42", "MikroTik"),
        ("4C:5E:0C", "MikroTik"),
        ("24:5A:4C", "Ubiquiti"),
        ("00:1B:21", "Intel"),
        ("B8:27:EB", "Raspberry Pi"),
        ("DC:A6:32", "Raspberry Pi"),
        ("00:25:90", "Supermicro"),
        ("00:1C:73", "Arista"),
        ("00:14:22", "Dell"),
        ("94:18:82", "HPE"),
        ("00:11:32", "Synology"),
        ("00:08:9B", "QNAP"),
        ("00:09:0F", "Fortinet"),
        ("00:1B:17", "Palo Alto"),
        ("00:02:C9", "Mellanox"),
        ("00:18:0A", "Cisco"),
        ("00:0B:86", "Aruba"),
        ("00:05:85", "Juniper"),
        ("B0:7F:B9", "Netgear"),
        ("50:C7:BF", "TP-Link"),
        ("00:04:96", "Extreme Networks"),
        ("00:C0:B7", "APC"),
        ("E0:D5:5E", "Gigabyte"),
        ("C8:2A:14", "Apple"),
        ("00:20:85", "Eaton"),
        ("00:E0:FC", "Huawei"),
        ("00:07:43", "Chelsio"),
    ],
)
def test_registrant_of_a_real_prefix(prefix: str, name: str) -> None:
    registration = netaddr.EUI(f"{prefix}:00:00:01").oui.registration()
    found = of_oui(str(registration["org"]))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "organization",
    [
        "Hon Hai Precision Ind. Co.,Ltd.",
        "Quanta Computer Inc.",
        "PEGATRON CORPORATION",
        "Inventec Corporation",
        "Wistron InfoComm (Kunshan) Co.,Ltd.",
        "COMPAL INFORMATION (KUNSHAN) CO., LTD.",
        "Accton Technology Corp",
        "Delta Networks, Inc.",
        "LITE-ON Communications, Inc.",
        "Universal Global Scientific Industrial Co., Ltd.",
        "Flextronics Manufacturing(Zhuhai)Co.,Ltd.",
        "Celestica Inc.",
        "Acme Widgets Ltd",
        "",
    ],
)
def test_registrants_that_say_nothing(organization: str) -> None:
    assert of_oui(organization) is None


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


@pytest.mark.parametrize(
    "unit", ["A", "A-", "1", " ", "HP ", "US-8 ", "UAP-AC-", "PowerEdge", "a.b", "a@", "Smart UPS "]
)
def test_long_texts_take_no_time(unit: str) -> None:
    text = unit * 5000
    find(text), find_models(text, None)
    before = time.process_time()
    find(text), find_models(text, None)
    assert time.process_time() - before < 3


@settings(deadline=None)  # the first call compiles
@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    named(text)
    of_oui(text)
    for hit in find(text):
        assert 0 <= hit.span[0] < hit.span[1] <= len(text)
    for model in find_models(text, None) + find_models(text, maker("Cisco")):
        assert model.value
        assert 0 <= model.span[0] < model.span[1] <= len(text)


PIECES = st.sampled_from(
    [*"-/+.,:; \n®(", "DELL", "HP", "Intel", "PowerEdge", "R730", "for ", "WS-C3750X", "X11", "Inc"]
)


@settings(deadline=None)  # the first call compiles
@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_label_is_too_strange(text: str) -> None:
    find(text)
    find_models(text, None)
    find_models(text, maker("Dell"))
