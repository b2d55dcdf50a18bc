import pytest

from hwlab_cli.identify.reply.fields import Meaning, Slot, known_name, meaning


@pytest.mark.parametrize(
    ("key", "slot"),
    [
        *(
            ("manufacturer", Slot.MANUFACTURER),
            ("Brand", Slot.MANUFACTURER),
            ("MFR", Slot.MANUFACTURER),
        ),
        *(("S/N", Slot.SERIAL), ("serialNumber", Slot.SERIAL), ("SERIAL_NO.", Slot.SERIAL)),
        *(
            ("service_tag", Slot.SERIAL),
            ("Serial Number (S/N)", Slot.SERIAL),
            ("Sériennummer", Slot.SERIAL),
        ),
        *(
            ("P/N", Slot.PART_NUMBER),
            ("sku", Slot.PART_NUMBER),
            ("product number", Slot.PART_NUMBER),
        ),
        *(("Product Name", Slot.MODEL), ("device_model", Slot.MODEL), ("型号", Slot.MODEL)),
        *(("asset tag #", Slot.ASSET_TAG), ("inventory-number", Slot.ASSET_TAG)),
        *(
            ("MACs", Slot.MAC_ADDRESSES),
            ("ilo_mac", Slot.MAC_ADDRESSES),
            ("mac_address_2", Slot.MAC_ADDRESSES),
        ),
        *(
            ("Rack Units", Slot.U_HEIGHT),
            ("Height (U)", Slot.U_HEIGHT),
            ("confidence_score", Slot.CONFIDENCE),
        ),
        *(
            ("kind", Slot.CATEGORY),
            ("device type", Slot.TYPE),
            ("remarks", Slot.AI_NOTES),
            ("RAM", Slot.SPEC),
        ),
        *(
            ("chassis_serial_number", Slot.SERIAL),
            ("fabriknummer", Slot.SERIAL),
            ("Artikelnr.", Slot.PART_NUMBER),
        ),
    ],
)
def test_a_key_in_other_words(key: str, slot: Slot) -> None:
    found = meaning(key)
    assert found is not None
    assert found.slot is slot


@pytest.mark.parametrize(
    "key",
    [
        *(
            "psu_serial",
            "serial_confidence",
            "hostname",
            "server_name",
            "x" * 80,
            "",
            "!!!",
            "status",
        ),
        *("model_visible", "is_server", "fru p/n", "wwn", "cpu_model_of_host", "tokens", "machine"),
    ],
)
def test_a_key_of_something_else(key: str) -> None:
    found = meaning(key)
    assert found is None or found.slot is Slot.SPEC


def test_a_fields_own_name_comes_first() -> None:
    assert meaning("serial") == Meaning(Slot.SERIAL, 0)
    assert meaning("service tag") == Meaning(Slot.SERIAL, 1)
    assert meaning("name") == Meaning(Slot.MODEL, 2)


@pytest.mark.parametrize("text", ["Serial Number", "MODEL", "manufacturer"])
def test_the_name_of_a_field_is_known_as_such(text: str) -> None:
    assert known_name(text) is not None


@pytest.mark.parametrize("text", ["ProLiant", "disk", "memory", "CZJ5470B2K"])
def test_a_value_is_no_name_of_a_field(text: str) -> None:
    assert known_name(text) is None
