"""What hwlab needs in NetBox: custom fields, a tag, a site, and roles by category."""

from dataclasses import dataclass

from hwlab_cli.config import NetBox
from hwlab_cli.model import Category

MARKER = "hwlab_id"
"""The custom field that says which intake a device came from."""

TAG = "hwlab"

UNFINISHED = "hwlab-unfinished"
"""The tag of a device type that hwlab has made, and not yet given all of its templates."""

_OTHER_ROLE = "Other Hardware"
_ROLES = {
    Category.ACCESS_POINT: "Access Point",
    Category.NIC: "NIC",
    Category.GPU: "GPU",
    Category.CPU: "CPU",
    Category.PSU: "PSU",
    Category.UPS: "UPS",
    Category.PDU: "PDU",
    Category.SBC: "SBC",
    Category.MINI_PC: "Mini PC",
    Category.OTHER: _OTHER_ROLE,
}


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field of devices, as NetBox is asked to make it."""

    name: str
    label: str
    type: str
    description: str
    unique: bool = False


CUSTOM_FIELDS = (
    CustomField(
        MARKER, "Intake", "text", "The hwlab intake that this device came from.", unique=True
    ),
    CustomField(
        "hwlab_catalog_status",
        "Catalog status",
        "text",
        "How the device type was found: matched or created.",
    ),
    CustomField(
        "hwlab_confidence", "Confidence", "decimal", "How sure the identification is, 0 to 1."
    ),
    CustomField("hwlab_category", "Category", "text", "What kind of hardware it is."),
    CustomField("hwlab_mac_addresses", "MAC addresses", "text", "As proven by its photos."),
    CustomField("hwlab_part_number", "Part number", "text", "As proven by its photos."),
)


def role_name(settings: NetBox, category: str | None) -> str:
    """Return the name of the role for a category."""
    if settings.role:
        return settings.role
    if category is None:
        return _OTHER_ROLE
    known = Category(category)
    return _ROLES.get(known, known.value.replace("-", " ").title())


def role_names(settings: NetBox) -> list[str]:
    """Return the names of all roles that devices may be given, each once."""
    return list(dict.fromkeys(role_name(settings, category.value) for category in Category))
