"""The objects inside JSON lines, field by field."""

from hwlab_cli.model import Category, EvidenceKind, OpKind, State
from hwlab_cli.show.line_shape import Field, Kind, Record

_STATES = ", ".join(f"`{one}`" for one in State)
_OPS = ", ".join(f"`{one}`" for one in OpKind)

IDENTIFIED = (
    Field("manufacturer", Kind.TEXT, "who made it", nullable=True),
    Field("model", Kind.TEXT, "its model, without the manufacturer", nullable=True),
    Field("part_number", Kind.TEXT, "what it is ordered by", nullable=True),
    Field("serial", Kind.TEXT, "its serial number, as printed", nullable=True),
    Field("asset_tag", Kind.TEXT, "its owner's number, as printed", nullable=True),
    Field("category", Kind.TEXT, ", ".join(f"`{one}`" for one in Category), nullable=True),
    Field("mac_addresses", Kind.TEXTS, "its MAC addresses, as in `AA:BB:CC:DD:EE:FF`"),
    Field("u_height", Kind.INTEGER, "its height in rack units", nullable=True),
    Field("specs", Kind.ANYTHING, "what else is known of it, text by name"),
    Field("ai_notes", Kind.TEXT, "what a model says beside these fields", nullable=True),
    Field("confidence", Kind.NUMBER, "how likely it is right, 0 to 1", nullable=True),
)

IDENTIFICATION = Record(
    "An identification",
    "Text stays as it is printed: `0012345` keeps its zeros. What is not known is `null`, or empty "
    "for lists and objects.",
    IDENTIFIED,
)

PART = Field(
    "part",
    Kind.BOX,
    "where the device is on a photo that shows others, too: left, top, right and bottom, in pixels "
    "of the upright photo; null for all of it, four zeros where nobody knows where",
    nullable=True,
)
SHOWN = Record(
    "A device that a photo may show",
    "One of several, as it is taken apart by the labels, or named by a model.",
    (*IDENTIFIED, PART),
)

EVIDENCE = Record(
    "A piece of evidence",
    "`evidence` has, for each field of the identification, the reasons to believe it.",
    (
        Field("kind", Kind.TEXT, ", ".join(f"`{one}`" for one in EvidenceKind)),
        Field("text", Kind.TEXT, "what was read, found or typed"),
        Field("photo", Kind.TEXT, "the photo that it stands in", nullable=True),
        Field(
            "box",
            Kind.CORNERS,
            "its place there: four corners in pixels of the upright photo, clockwise from the "
            "text's own top left",
            nullable=True,
        ),
        Field("look", Kind.TEXT, "the scale at which print was read", optional=True),
        Field(
            "detail",
            Kind.TEXT,
            "a barcode's symbology, the tier whose word it is, or the address of a page that was "
            "found",
            optional=True,
        ),
    ),
)

ASKED = Record(
    "A record of what was asked",
    "`asked` has one for each model that was asked, in order. One that was asked which of several "
    "device types it is has `candidates` and `choice`; what was looked up on the web has "
    "`research` for a tier, the SearXNG for an `endpoint`, and `query` and `pages`. The embedded "
    "recognizer has its name and its confidence alone.",
    (
        Field("tier", Kind.TEXT, "the tier"),
        Field("endpoint", Kind.TEXT, "its address", optional=True),
        Field("model", Kind.TEXT, "the model that was asked for", optional=True),
        Field(
            "answered_by", Kind.TEXT, "the model that answered, by the server's word", optional=True
        ),
        Field("prompt", Kind.TEXT, "the prompt's hash", optional=True),
        Field("seconds", Kind.NUMBER, "how long it took", optional=True),
        Field(
            "first_token_seconds",
            Kind.NUMBER,
            "how long until the first token came",
            nullable=True,
            optional=True,
        ),
        Field(
            "prompt_tokens", Kind.INTEGER, "how long the question was", nullable=True, optional=True
        ),
        Field(
            "completion_tokens",
            Kind.INTEGER,
            "how long the answer was",
            nullable=True,
            optional=True,
        ),
        Field(
            "finish_reason",
            Kind.TEXT,
            "why the server says that the answer ends",
            nullable=True,
            optional=True,
        ),
        Field("extras", Kind.TEXTS, "what was in force beyond the plain request", optional=True),
        Field("requests", Kind.INTEGER, "how many requests it took", optional=True),
        Field(
            "notes",
            Kind.TEXTS,
            "what was odd; of a search, the engines that gave no answer",
            optional=True,
        ),
        Field("thought", Kind.FLAG, "whether the model thought before it spoke", optional=True),
        Field(
            "error", Kind.TEXT, "why there was no answer; empty where there was one", optional=True
        ),
        Field(
            "shadow", Kind.FLAG, "whether it was asked beside the others, to compare", optional=True
        ),
        Field("truncated", Kind.FLAG, "whether the answer was cut short", optional=True),
        Field("devices", Kind.INTEGER, "how many devices the answer names", optional=True),
        Field(
            "said",
            Kind.RECORD,
            "the identification as the model has it",
            of=IDENTIFICATION,
            optional=True,
        ),
        Field("proven", Kind.TEXTS, "the fields of that which the photos prove", optional=True),
        Field(
            "confidence",
            Kind.NUMBER,
            "of that, held against the photos",
            nullable=True,
            optional=True,
        ),
        Field(
            "candidates",
            Kind.TEXTS,
            "the device types to choose from, in the order of their numbers",
            optional=True,
        ),
        Field(
            "choice",
            Kind.INTEGER,
            "the number that was chosen, null for none of them",
            nullable=True,
            optional=True,
        ),
        Field("query", Kind.TEXT, "all that was sent to the search engine", optional=True),
        Field(
            "pages",
            Kind.TEXTS,
            "the addresses of the pages that the model was told of",
            optional=True,
        ),
    ),
)

_OP_KIND = Field("kind", Kind.TEXT, _OPS)
_OP_STATE = Field("state", Kind.TEXT, _STATES)
_ATTEMPTS = Field("attempts", Kind.INTEGER, "how often it was tried")
_REASON = Field("reason", Kind.TEXT, "why it stands there; empty where there is none to give")
_BODY = Field("body", Kind.ANYTHING, "what it is about: what is sent to NetBox, or which photo")

OP = Record(
    "An op",
    "One step owed to an intake, in the order in which they are taken.",
    (_OP_KIND, _OP_STATE, _ATTEMPTS, _REASON),
)
OP_IN_FULL = Record("An op in `queue show`", "An op, and its body.", (*OP.fields, _BODY))
OP_FORESEEN = Record(
    "An op in `intake --dry-run`",
    "A step that would be owed.",
    (_OP_KIND, _OP_STATE, _REASON, _BODY),
)
OP_EXPORTED = Record(
    "An op in `queue export`",
    "An op as the log has it.",
    (
        _OP_KIND,
        _OP_STATE,
        _ATTEMPTS,
        Field("not_before", Kind.TEXT, "when it may be tried again", nullable=True),
        Field("outcome", Kind.TEXT, "how the last change came about, in a word"),
        _REASON,
        Field("changed_at", Kind.TEXT, "when it last changed"),
        _BODY,
    ),
)

_AT = Field("at", Kind.TEXT, "when, in UTC")
_ATTEMPT = Field("attempt", Kind.INTEGER, "which try it was")
_OUTCOME = Field("outcome", Kind.TEXT, "how it came about, in a word")

EVENT = Record(
    "An event",
    "One change of an op, in `queue show`.",
    (
        _AT,
        _OP_KIND,
        _ATTEMPT,
        Field("from", Kind.TEXT, "the state before, null for a new op", nullable=True),
        Field("to", Kind.TEXT, "the state after"),
        _OUTCOME,
        _REASON,
    ),
)
EVENT_EXPORTED = Record(
    "An event in `queue export`",
    "One change of an op, as the log has it.",
    (
        _AT,
        Field("position", Kind.INTEGER, "which of the intake's ops, from 0"),
        _OP_KIND,
        _ATTEMPT,
        Field("from_state", Kind.TEXT, "the state before, null for a new op", nullable=True),
        Field("to_state", Kind.TEXT, "the state after"),
        _OUTCOME,
        _REASON,
    ),
)

PHOTO_EXPORTED = Record(
    "A photo in `queue export`",
    "One photo of an intake.",
    (
        Field("sha256", Kind.TEXT, "the hash of its bytes, by which its original is stored"),
        Field("name", Kind.TEXT, "its name when it was taken in"),
        PART,
    ),
)

TYPE = (
    Field("manufacturer", Kind.TEXT, "the type's manufacturer", nullable=True),
    Field("model", Kind.TEXT, "the type's model", nullable=True),
    Field("slug", Kind.TEXT, "the type's slug", nullable=True),
    Field("part_number", Kind.TEXT, "the type's part number, often empty", nullable=True),
    Field("netbox_id", Kind.INTEGER, "null where only a folder has the type", nullable=True),
)

CANDIDATE = Record(
    "A candidate of a `match`",
    "A device type that may be meant, best first.",
    (
        *TYPE,
        Field("score", Kind.NUMBER, "how like the text it is, 0 to 1"),
        Field("why", Kind.TEXTS, "what speaks for and against it"),
    ),
)

JUDGED = Record(
    "A field of an `evaluated` line",
    "One field whose truth is known; what the model itself said is `null` where none was asked.",
    (
        Field("outcome", Kind.TEXT, "`right`, `wrong` or `missing`"),
        Field("proven", Kind.FLAG, "whether hwlab takes it for proven"),
        Field("wanted", Kind.TEXTS, "the truth"),
        Field("found", Kind.TEXTS, "what was found"),
        Field("said", Kind.TEXTS, "what the model itself said", nullable=True),
        Field("said_outcome", Kind.TEXT, "whether that is right", nullable=True),
    ),
)

COUNTED = Record(
    "A field of an `evaluation` line",
    "How often a field was what; of the model's own words, `null` where none was asked.",
    (
        *(
            Field(name, Kind.INTEGER, f"how often {meaning}")
            for name, meaning in (
                ("right", "it was right"),
                ("right_proven", "it was right, and proven"),
                ("wrong", "it was wrong"),
                ("wrong_proven", "it was wrong, and proven all the same"),
                ("missing", "it was not found"),
            )
        ),
        *(
            Field(name, Kind.INTEGER, f"how often the model {meaning}", nullable=True)
            for name, meaning in (
                ("said_right", "was right"),
                ("said_wrong", "was wrong"),
                ("said_missing", "said nothing of it"),
            )
        ),
    ),
)

BIN = Record(
    "A bin of a calibration",
    "The devices whose confidence lies in one range.",
    (
        Field("low", Kind.NUMBER, "where the range begins"),
        Field("high", Kind.NUMBER, "where it ends"),
        Field("count", Kind.INTEGER, "how many devices"),
        Field("confidence", Kind.NUMBER, "their mean confidence"),
        Field("right", Kind.INTEGER, "how many of them were right"),
    ),
)
CALIBRATION = Record(
    "A calibration",
    "Whether confidence can be taken at its word.",
    (
        Field("count", Kind.INTEGER, "how many devices"),
        Field("error", Kind.NUMBER, "the expected calibration error", nullable=True),
        Field("brier", Kind.NUMBER, "the Brier score", nullable=True),
        Field("bins", Kind.RECORDS, "range by range", of=BIN),
    ),
)

CHANGE = (
    Field("better", Kind.TEXTS, "the devices that got better, by name"),
    Field("worse", Kind.TEXTS, "the devices that got worse, by name"),
    Field("p", Kind.NUMBER, "how likely it is that such a difference is chance"),
)
CHANGED_FIELD = Record("A field of a `comparison`", "What changed in one field.", CHANGE)
