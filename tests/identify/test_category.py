import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwlab_cli.identify.category import CategoryGuess, _rules, categorize
from hwlab_cli.identify.makers import named
from hwlab_cli.model import Category


def guess(
    maker: str | None = None, model: str | None = None, lines: list[str] | None = None
) -> CategoryGuess | None:
    return categorize(named(maker) if maker else None, model, lines or [])


def category(lines: list[str], maker: str | None = None) -> str | None:
    found = guess(maker, None, lines)
    return found.category if found else None


def test_every_rule_is_of_one_of_our_categories() -> None:
    _, rules = _rules()
    assert {rule.category for rule in rules} <= {known.value for known in Category}
    assert "other" not in {rule.category for rule in rules}


def test_a_model_says_it() -> None:
    assert guess("Cisco", "WS-C3750X-48P-S", ["SFP+ ports", "Power Supply"]) == CategoryGuess(
        "switch", "model pattern of Cisco", "model"
    )


def test_a_word_says_it() -> None:
    assert guess(None, None, ["480GB", "Solid State Drive"]) == CategoryGuess(
        "disk", "printed word 'Solid State Drive'", "word"
    )


def test_a_maker_says_it() -> None:
    assert guess("Seagate", None, ["S/N ABC"]) == CategoryGuess(
        "disk", "Seagate makes nothing else", "maker"
    )


@pytest.mark.parametrize(
    ("maker", "model", "expected"),
    [
        ("Dell", "PowerEdge R730", "server"),
        ("Dell", "MZ7LM480HMHQ-00005", "disk"),
        (None, "ThinkPad T480s", "laptop"),
        ("HP", "ProLiant DL380 G7", "server"),
        ("Supermicro", "X11SSH-F", "motherboard"),
        ("Netgear", "8-Port Gigabit Switch", "switch"),
        ("Dell", "E31S", None),
    ],
)
def test_by_model(maker: str | None, model: str, expected: str | None) -> None:
    found = guess(maker, model)
    assert (found.category if found else None) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Hard Disk Drive 4TB", "7200 RPM"], "disk"),
        (["SSD 480GB SATA 6Gb/s"], "disk"),
        (["SolidStateDrive"], "disk"),
        (["SSD", "PSID: ABCDE", "Rated: 5V 1A"], "disk"),
        (["Festplatte 2TB"], "disk"),
        (["Disque dur 2 To"], "disk"),
        (["Harde schijf 1TB"], "disk"),
        (["Power Supply Unit", "Input 100-240V", "Output 12V 62.5A"], "psu"),
        (["SWITCHING POWER SUPPLY", "MODEL: DPS-750AB"], "psu"),
        (["Netzteil 65W", "Eingang 100-240V"], "psu"),
        (["AC/DC Adapter", "Output 12V 2A"], "psu"),
        (["8-Port Gigabit Switch"], "switch"),
        (["24-PortGigabitSwitch"], "switch"),
        (["Gigabit PoE+ Smart Managed Switch"], "switch"),
        (["Commutateur Ethernet 8 ports"], "switch"),
        (["24-Port Gigabit Ethernet Switch", "4 x SFP+ ports", "Power supply: 100-240V"], "switch"),
        (["Gigabit Ethernet Switch", "for use with UPS"], "switch"),
        (["ProSafe 8 port Gigabit Switch", "Power adapter 12V 0.5A"], "switch"),
        (["Use only with power supply 12V", "Switch"], "switch"),
        (["Wireless Access Point"], "access-point"),
        (["Wireless N Access Point", "Power Supply: 12V"], "access-point"),
        (["Point d'accès Wi-Fi 6"], "access-point"),
        (["AC1200 Wireless Dual Band Gigabit Router", "Power: 12V 1A"], "router"),
        (["Wireless Router", "SSID: abc", "Wireless Password: x"], "router"),
        (["Router", "Netzteil: 12V 1A"], "router"),
        (["Routeur VPN"], "router"),
        (["Next Generation Firewall"], "firewall"),
        (["Security Gateway"], "firewall"),
        (["Uninterruptible Power Supply"], "ups"),
        (["Unterbrechungsfreie Stromversorgung"], "ups"),
        (["USV 1000 VA"], "ups"),
        (["Onduleur 1500 VA"], "ups"),
        (["Gruppo di continuità"], "ups"),
        (["Rack PDU Switched"], "pdu"),
        (["16GB 2Rx4 PC4-2400T-RA1-11-DC0"], "memory"),
        (["8GB 2Rx8 PC3L-12800S-11-13-F3"], "memory"),
        (["DDR4 RDIMM 32GB"], "memory"),
        (["10GBASE-SR SFP+ 850nm"], "transceiver"),
        (["SFP+ Transceiver", "Class 1 laser product"], "transceiver"),
        (["100G QSFP28 DAC cable 3m"], "cable"),
        (["Notebook Computer", "19.5V 3.34A"], "laptop"),
        (["Rack Server", "2x Power Supply 750W", "8 SFF drive bays"], "server"),
        (["Service Tag: ABC1234", "Power supply: 750W", "Intel Xeon", "Server"], "server"),
        (["GeForce RTX 3080 Graphics Card"], "gpu"),
        (["Tarjeta gráfica"], "gpu"),
        (["Carte mère"], "motherboard"),
        (["Ethernet Server Adapter", "Dual Port"], "nic"),
        (["KVM Switch 8 port"], "peripheral"),
        (["IP Camera", "PoE"], "peripheral"),
        (["LCD Monitor"], "monitor"),
        (["Mini PC", "DC 19V 3.42A"], "mini-pc"),
        (["NAS", "2-bay"], "storage"),
        (["WS-C2960X-24TS-L"], "switch"),
    ],
)
def test_by_words(lines: list[str], expected: str) -> None:
    assert category(lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Service Tag: ABC1234"],
        ["Power supply: 750W"],
        ["Netzteil: 12V 1A"],
        ["2x SFP+ ports"],
        ["Power switch", "On/Off Switch"],
        ["This device complies with part 15 of the FCC rules", "This equipment: router"],
        ["Windows Server 2019 Standard"],
        ["Intel HD Graphics"],
        ["Wireless"],
        ["8 x SSD bays"],
        ["for switches and routers"],
    ],
)
def test_unknown(lines: list[str]) -> None:
    assert guess(None, None, lines) is None


def test_own_models_in_print_count_when_the_model_says_nothing() -> None:
    found = guess("Dell", "E31S", ["PowerEdge R730"])
    assert found is not None
    assert (found.category, found.strength) == ("server", "model")


def test_another_makers_component_does_not_say_it() -> None:
    assert guess("Dell", None, ["SSDSC2BB480G7"]) is None


@settings(deadline=None)  # the first call compiles
@given(st.none() | st.sampled_from(["Dell", "Seagate"]), st.none() | st.text(), st.lists(st.text()))
def test_no_text_is_too_strange(maker: str | None, model: str | None, lines: list[str]) -> None:
    guess(maker, model, lines)
