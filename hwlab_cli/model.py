"""The words of hwlab as types: readings, evidence, identifications."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Quad = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
"""Four corners, clockwise from the text's own top left, in pixels of the upright photo."""

Box = tuple[int, int, int, int]
"""A part of a photo: left, top, right and bottom, in pixels of the upright photo."""


class Category(StrEnum):
    """What kind of hardware a device is."""

    SERVER = "server"
    SWITCH = "switch"
    ROUTER = "router"
    FIREWALL = "firewall"
    ACCESS_POINT = "access-point"
    STORAGE = "storage"
    DISK = "disk"
    NIC = "nic"
    GPU = "gpu"
    CPU = "cpu"
    MEMORY = "memory"
    MOTHERBOARD = "motherboard"
    PSU = "psu"
    UPS = "ups"
    PDU = "pdu"
    SBC = "sbc"
    MINI_PC = "mini-pc"
    WORKSTATION = "workstation"
    LAPTOP = "laptop"
    MONITOR = "monitor"
    TRANSCEIVER = "transceiver"
    CABLE = "cable"
    PERIPHERAL = "peripheral"
    OTHER = "other"


class EvidenceKind(StrEnum):
    """Where a belief comes from."""

    BARCODE = "barcode"
    TEXT = "text"
    CATALOG = "catalog"
    OUI = "oui"
    MODEL = "model"
    RESEARCH = "research"
    PERSON = "person"


class IdentifiedField(StrEnum):
    """The fields of an identification that evidence can speak for."""

    MANUFACTURER = "manufacturer"
    MODEL = "model"
    PART_NUMBER = "part_number"
    SERIAL = "serial"
    ASSET_TAG = "asset_tag"
    CATEGORY = "category"
    MAC_ADDRESSES = "mac_addresses"
    U_HEIGHT = "u_height"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read off a photo without a model: one barcode, or one line of print.

    `look` names the scale at which print was read: two looks at one photo are independent
    readings of it. `rivals` are the places in the text where another character was nearly read,
    each with that character. `detail` is a barcode's symbology, empty for print.
    """

    kind: EvidenceKind
    text: str
    photo: str
    box: Quad
    look: str = ""
    detail: str = ""
    rivals: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe a field's value."""

    kind: EvidenceKind
    text: str
    photo: str | None = None
    box: Quad | None = None
    look: str = ""
    detail: str = ""

    @classmethod
    def of(cls, reading: Reading) -> "Evidence":
        """Make evidence of a reading."""
        return cls(
            reading.kind, reading.text, reading.photo, reading.box, reading.look, reading.detail
        )

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as JSON data, without what is empty."""
        data: dict[str, Any] = {"kind": self.kind.value, "text": self.text}
        data["photo"] = self.photo
        data["box"] = [list(corner) for corner in self.box] if self.box else None
        if self.look:
            data["look"] = self.look
        if self.detail:
            data["detail"] = self.detail
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Evidence":
        """Read back what `to_json` wrote."""
        box = data.get("box")
        corners = [(int(x), int(y)) for x, y in box] if box else None
        return cls(
            EvidenceKind(data["kind"]),
            data["text"],
            data.get("photo"),
            (corners[0], corners[1], corners[2], corners[3]) if corners else None,
            data.get("look", ""),
            data.get("detail", ""),
        )


@dataclass(slots=True)
class Identification:
    """What a recognizer says the device is, and why.

    `proven` names the fields that the photos prove or a person confirmed; `doubts` are
    sentences for a person about what could not be proven, `questions` those that hold the
    intake until a person answers; `confidence` is 0 to 1, or None. `as_named` where a person
    said that its device type is the one of just this name, and no other. `asked` records whom it
    took to say so: for each model that was asked, what it said and what it took. `several` are
    the devices that a photo may show, where that is for a person to say.
    """

    manufacturer: str | None = None
    model: str | None = None
    part_number: str | None = None
    serial: str | None = None
    asset_tag: str | None = None
    category: Category | None = None
    mac_addresses: list[str] = field(default_factory=list)
    u_height: int | None = None
    specs: dict[str, str] = field(default_factory=dict)
    ai_notes: str | None = None
    confidence: float | None = None
    proven: list[IdentifiedField] = field(default_factory=list)
    evidence: dict[IdentifiedField, list[Evidence]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    recognizer: str = ""
    questions: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    as_named: bool = False
    several: list["Shown"] = field(default_factory=list)

    def fields_to_json(self) -> dict[str, Any]:
        """Return the identification's own fields, every one of them, as JSON data."""
        return {
            "manufacturer": self.manufacturer,
            "model": self.model,
            "part_number": self.part_number,
            "serial": self.serial,
            "asset_tag": self.asset_tag,
            "category": self.category.value if self.category else None,
            "mac_addresses": list(self.mac_addresses),
            "u_height": self.u_height,
            "specs": dict(self.specs),
            "ai_notes": self.ai_notes,
            "confidence": self.confidence,
        }

    def evidence_to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the evidence by field as JSON data."""
        return {
            name.value: [piece.to_json() for piece in pieces]
            for name, pieces in self.evidence.items()
        }

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON data, as the log keeps it."""
        return {
            "fields": self.fields_to_json(),
            "proven": [name.value for name in self.proven],
            "evidence": self.evidence_to_json(),
            "doubts": list(self.doubts),
            "notes": list(self.notes),
            "recognizer": self.recognizer,
            "questions": list(self.questions),
            "asked": list(self.asked),
            **({"as_named": True} if self.as_named else {}),
            **({"several": [one.to_json() for one in self.several]} if self.several else {}),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Identification":
        """Read back what `to_json` wrote."""
        fields = dict(data["fields"])
        category = fields.pop("category")
        return cls(
            **fields,
            category=Category(category) if category else None,
            proven=[IdentifiedField(name) for name in data["proven"]],
            evidence={
                IdentifiedField(name): [Evidence.from_json(piece) for piece in pieces]
                for name, pieces in data["evidence"].items()
            },
            doubts=list(data["doubts"]),
            notes=list(data["notes"]),
            recognizer=data["recognizer"],
            # Logs from before models were asked have neither.
            questions=list(data.get("questions", [])),
            asked=list(data.get("asked", [])),
            as_named=data.get("as_named", False),
            several=[Shown.from_json(one) for one in data.get("several", [])],
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """One of several devices that a photo may show: what it seems to be, and where it is.

    `part` is None where only a model names it, which does not say where.
    """

    found: Identification
    part: Box | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data, as the log keeps it."""
        return {"part": list(self.part) if self.part else None, **self.found.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Shown":
        """Read back what `to_json` wrote."""
        part = data["part"]
        box = (int(part[0]), int(part[1]), int(part[2]), int(part[3])) if part else None
        return cls(Identification.from_json(data), box)


class OpKind(StrEnum):
    """One kind of step owed to an intake."""

    IDENTIFY = "identify"
    CREATE_DEVICE = "create_device"
    PATCH_CUSTOM_FIELDS = "patch_custom_fields"
    ATTACH_PHOTO = "attach_photo"


class State(StrEnum):
    """Where an op stands; an intake stands where its first op that is not done stands."""

    READY = "ready"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"
    DISCARDED = "discarded"
    DONE = "done"
