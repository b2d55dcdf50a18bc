import re
import subprocess
import sys
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


LONG_TEXTS = """
from hwlab_cli.identify.makers import find, find_models

units = ["A", "A-", "1", " ", "HP ", "US-8 ", "UAP-AC-", "PowerEdge", "a.b", "a@", "Smart UPS "]
for unit in units:
    find(unit * 5000), find_models(unit * 5000, None)
print("done")
"""


def test_no_text_sends_the_expressions_astray() -> None:
    # Takes two seconds; an expression that backtracks without end would take years.
    done = subprocess.run(
        [sys.executable, "-c", LONG_TEXTS], capture_output=True, text=True, timeout=240, check=True
    )
    assert done.stdout == "done\n"


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
