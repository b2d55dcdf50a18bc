"""Every type of JSON line, field by field: what docs/json.md is made from.

A new line, or a new field of one, is added here; `make reference` then writes the page, and each
line that a test sees is held against it.
"""

from hwlab_cli.show.line_records import (
    ASKED,
    CALIBRATION,
    CANDIDATE,
    CHANGE,
    CHANGED_FIELD,
    COUNTED,
    EVENT,
    EVENT_EXPORTED,
    EVIDENCE,
    IDENTIFICATION,
    IDENTIFIED,
    JUDGED,
    OP,
    OP_EXPORTED,
    OP_FORESEEN,
    OP_IN_FULL,
    PART,
    PHOTO_EXPORTED,
    SHOWN,
    TYPE,
)
from hwlab_cli.show.line_shape import Field, Kind, LineType, mismatches

_HW_ID = Field("hw_id", Kind.TEXT, "the intake's name")
_STATE = Field(
    "state",
    Kind.TEXT,
    "that of its first op that is not done: `ready`, `sent`, `held`, `failed` or `discarded`; else "
    "`done`",
)
_CREATED_AT = Field("created_at", Kind.TEXT, "when it was captured, in UTC")
_NETBOX_URL = Field("netbox_url", Kind.TEXT, "where its device is in NetBox", nullable=True)
_IDENTIFICATION = Field(
    "identification",
    Kind.RECORD,
    "what it is; null until it was identified",
    of=IDENTIFICATION,
    nullable=True,
)
_PHOTOS = Field("photos", Kind.TEXTS, "the photos' names")
_REASONS = Field("reasons", Kind.TEXTS, "why it is held, failed or discarded: a sentence each")

_SIBLINGS = Field(
    "siblings", Kind.TEXTS, "the hw_ids of the other devices that its photo was split into"
)
_SEVERAL = Field(
    "several",
    Kind.RECORDS,
    "the devices that its photo may show, in the order of their numbers, while a person is to say "
    "[which there are](recognition.md#several-devices-in-one-photo); else empty",
    of=SHOWN,
)

_BELIEVED = (
    Field("proven", Kind.TEXTS, "the fields that the photos or a person prove"),
    Field("evidence", Kind.RECORDS_BY_NAME, "why each field is believed", of=EVIDENCE),
)
_TOLD = (
    Field("doubts", Kind.TEXTS, "what could not be proven: a sentence each"),
    Field("notes", Kind.TEXTS, "what else is worth knowing: a sentence each"),
    Field(
        "recognizer", Kind.TEXT, "the tier whose answer it is, `label` for the embedded recognizer"
    ),
    Field("asked", Kind.RECORDS, "each model that was asked, in order", of=ASKED),
)
_LOOKED_AT = (
    *IDENTIFIED,
    *_BELIEVED,
    _PHOTOS,
    *_TOLD,
    Field("hw_id", Kind.TEXT, "whose label the photos show", nullable=True),
    PART,
    _SEVERAL,
)
_TAKEN_IN = (
    _HW_ID,
    _STATE,
    Field("known", Kind.FLAG, "whether it had these photos before"),
    _IDENTIFICATION,
    *_BELIEVED,
    _PHOTOS,
    _REASONS,
    *_TOLD,
    _NETBOX_URL,
    _SIBLINGS,
    _SEVERAL,
)

_TIER = Field("tier", Kind.TEXT, "the tier")
_MODEL = Field("model", Kind.TEXT, "the model that it asks for")


def _counts(commands: str, **counts: str) -> LineType:
    """Return the summary of some commands: what each of its counts counts."""
    fields = (Field(name, Kind.INTEGER, meaning) for name, meaning in counts.items())
    return LineType("summary", commands, (*fields, _EXIT_CODE))


_EXIT_CODE = Field("exit_code", Kind.INTEGER, "what the command ends with")

LINE_TYPES: tuple[LineType, ...] = (
    LineType("device", "`identify`, `parse`", _LOOKED_AT),
    LineType(
        "device",
        "`intake --dry-run`",
        (
            *_LOOKED_AT,
            Field("known", Kind.TEXTS, "the hw_ids that have the photos already"),
            Field("ops", Kind.RECORDS, "what would be owed", of=OP_FORESEEN),
        ),
    ),
    LineType(
        "group",
        "`intake --group auto`, `watch`",
        (
            Field("number", Kind.INTEGER, "its number, from 1"),
            _PHOTOS,
            Field(
                "by",
                Kind.TEXTS,
                "what put them together: `label`, `serial`, `asset_tag`, `mac`, `folder`, `time`; "
                "empty for a photo alone",
            ),
            Field(
                "names",
                Kind.ANYTHING,
                "what the photos prove that names the device: lists of texts by `label`, `serial`, "
                "`asset_tag` and `mac`",
            ),
            Field("known", Kind.TEXTS, "the hw_ids that have some of the photos already"),
        ),
    ),
    LineType("intake", "`intake`, `watch`, `add`, `queue edit`, `queue split`", _TAKEN_IN),
    LineType(
        "intake",
        "`queue show`",
        (
            *_TAKEN_IN,
            _CREATED_AT,
            Field("ops", Kind.RECORDS, "what is and was owed", of=OP_IN_FULL),
            Field("events", Kind.RECORDS, "its history, oldest first", of=EVENT),
        ),
    ),
    LineType(
        "intake",
        "`queue list`, `queue retry`, `queue discard`",
        (
            _HW_ID,
            _STATE,
            _CREATED_AT,
            _NETBOX_URL,
            _IDENTIFICATION,
            _PHOTOS,
            _SIBLINGS,
            Field("ops", Kind.RECORDS, "what is and was owed", of=OP),
        ),
    ),
    LineType(
        "intake",
        "`queue export`",
        (
            _HW_ID,
            _CREATED_AT,
            Field("source", Kind.TEXT, "`photo` or `typed`"),
            _STATE,
            _NETBOX_URL,
            _IDENTIFICATION,
            *_BELIEVED,
            *_TOLD,
            Field("questions", Kind.TEXTS, "what a person has to decide: a sentence each"),
            Field("photos", Kind.RECORDS, "the photos, with their hashes", of=PHOTO_EXPORTED),
            _SIBLINGS,
            _SEVERAL,
            Field("ops", Kind.RECORDS, "what is and was owed", of=OP_EXPORTED),
            Field("events", Kind.RECORDS, "its history, oldest first", of=EVENT_EXPORTED),
            Field(
                "as_named",
                Kind.FLAG,
                "true where a person said that its type is none of the catalog's; else left out",
                optional=True,
            ),
        ),
    ),
    LineType(
        "stage",
        "`intake`, `watch`",
        (
            Field("stage", Kind.TEXT, "what the intake came to, as it happens (see above)"),
            _HW_ID,
            Field("photos", Kind.TEXTS, "the names of the photos that were captured, else empty"),
            Field("tiers", Kind.TEXTS, "the tiers that were asked, when it is identified"),
            Field("reason", Kind.TEXT, "why; empty where there is nothing to say"),
            _NETBOX_URL,
        ),
    ),
    LineType(
        "op",
        "`queue replay`, `watch`",
        (
            _HW_ID,
            Field("kind", Kind.TEXT, "what was carried out"),
            Field("state", Kind.TEXT, "where that op stands now"),
            Field("reason", Kind.TEXT, "why; empty where there is nothing to say"),
            Field("intake_state", Kind.TEXT, "where the intake stands now"),
            _REASONS,
            _NETBOX_URL,
        ),
    ),
    LineType(
        "forgotten",
        "`forget`",
        (
            _HW_ID,
            Field("done", Kind.FLAG, "false in a dry run"),
            Field("photos", Kind.INTEGER, "photos whose originals are removed"),
            Field("shared", Kind.INTEGER, "photos that stay, since other intakes have them"),
            Field("bytes", Kind.INTEGER, "how large the originals that are removed are"),
            Field("netbox_url", Kind.TEXT, "where its device stays in NetBox", nullable=True),
            Field(
                "may_be_there", Kind.FLAG, "whether NetBox may have a device that is not known here"
            ),
            Field("named_in", Kind.TEXTS, "the intakes that stay, and whose records name it"),
        ),
    ),
    LineType(
        "plan",
        "`queue replay --dry-run`",
        (
            Field("action", Kind.TEXT, "what would be done, in a word"),
            Field("hw_id", Kind.TEXT, "null for what several intakes need", nullable=True),
            Field("name", Kind.TEXT, "of what, for people"),
            Field("reason", Kind.TEXT, "why; empty where there is nothing to say"),
            Field("body", Kind.ANYTHING, "what would be sent to NetBox", nullable=True),
        ),
    ),
    LineType(
        "setup",
        "`netbox setup`",
        (
            Field("action", Kind.TEXT, "`make` or `mend`"),
            Field("what", Kind.TEXT, "what kind of thing it is"),
            Field("name", Kind.TEXT, "its name in NetBox"),
            Field("done", Kind.FLAG, "false in a dry run"),
        ),
    ),
    LineType(
        "source",
        "`catalog stats`",
        (
            Field("kind", Kind.TEXT, "`folder` or `netbox`"),
            Field("place", Kind.TEXT, "the folder, or NetBox's address"),
            Field("types", Kind.INTEGER, "how many device types it has"),
            Field("manufacturers", Kind.INTEGER, "of how many manufacturers"),
            Field("imported_at", Kind.TEXT, "when they were taken in, in UTC"),
        ),
    ),
    LineType(
        "match",
        "`catalog match`",
        (
            Field("state", Kind.TEXT, "`matched`, `ambiguous` or `unknown`"),
            *(one.or_null(f"{one.meaning}; null unless matched") for one in TYPE),
            Field("candidates", Kind.RECORDS, "those that may be meant, best first", of=CANDIDATE),
        ),
    ),
    LineType(
        "check",
        "`netbox check`",
        (
            Field("what", Kind.TEXT, "what was looked at"),
            Field("found", Kind.TEXT, "what was found"),
            Field("well", Kind.FLAG, "whether nothing need be done"),
            Field("hint", Kind.TEXT, "what to do; empty where that is nothing"),
        ),
    ),
    LineType(
        "labels",
        "`label`",
        (
            Field("file", Kind.TEXT, "the file that was written, `-` for standard output"),
            Field("format", Kind.TEXT, "`pdf`, `png` or `svg`"),
            Field("size", Kind.TEXT, "the label's or the sheet's name"),
            Field("dpi", Kind.INTEGER, "dots an inch"),
            Field("hw_ids", Kind.TEXTS, "the intakes, in the order of their labels"),
        ),
    ),
    LineType(
        "size",
        "`label --list-sizes`",
        (
            Field("name", Kind.TEXT, "what it is called in `--size` or `--sheet`"),
            Field("what", Kind.TEXT, "what it is, for people"),
            Field("width_mm", Kind.NUMBER, "how wide a label is"),
            Field("height_mm", Kind.NUMBER, "how high a label is"),
            Field("dpi", Kind.INTEGER, "the printer's dots an inch, unless told otherwise"),
            Field("labels", Kind.INTEGER, "how many a sheet has"),
        ),
    ),
    LineType(
        "finding",
        "`doctor`",
        (
            Field("id", Kind.TEXT, "what was looked at, as in [the list](doctor.md#for-scripts)"),
            Field("subject", Kind.TEXT, "the part of the id before the dot"),
            Field("item", Kind.TEXT, "which one of several; empty where there is one"),
            Field("found", Kind.TEXT, "what was found"),
            Field("severity", Kind.TEXT, "`ok`, `note`, `warning` or `fault`"),
            Field("hint", Kind.TEXT, "what to do; empty where that is nothing"),
            Field("exit_code", Kind.INTEGER, "what a fault makes the command end with, else 0"),
            Field("details", Kind.ANYTHING, "figures, by name"),
        ),
    ),
    LineType(
        "parse",
        "`parse`, last",
        (
            Field("devices", Kind.INTEGER, "how many there are in the reply"),
            Field("repairs", Kind.TEXTS, "what it took to read them"),
            Field("truncated", Kind.FLAG, "whether the reply was cut short"),
        ),
    ),
    LineType(
        "problem",
        "`queue check`",
        (
            Field("what", Kind.TEXT, "what is not as it should be"),
            Field("item", Kind.TEXT, "the intake or the file"),
            Field("hint", Kind.TEXT, "what to do"),
            Field("harmless", Kind.FLAG, "whether nothing need be done"),
        ),
    ),
    LineType(
        "model",
        "`models list`",
        (
            _TIER,
            Field("model", Kind.TEXT, "a model that its server offers"),
            Field("asked", Kind.FLAG, "whether the tier asks for this one"),
        ),
    ),
    LineType(
        "sight",
        "`models test`",
        (
            _TIER,
            _MODEL,
            Field("sees", Kind.FLAG, "whether it read the number"),
            Field("shown", Kind.TEXT, "the number"),
            Field("said", Kind.TEXT, "the model's own text"),
            Field("asked", Kind.RECORD, "how that came", of=ASKED),
        ),
    ),
    LineType(
        "evaluated",
        "`eval`",
        (
            _TIER,
            _MODEL,
            Field("device", Kind.TEXT, "the device, as the truth file calls it"),
            _PHOTOS,
            Field("sha256", Kind.TEXTS, "the photos' hashes"),
            Field("right", Kind.FLAG, "whether all that is judged is right"),
            Field("fields", Kind.RECORD_BY_NAME, "each field whose truth is known", of=JUDGED),
            Field("confidence", Kind.NUMBER, "hwlab's own", nullable=True),
            Field("said_confidence", Kind.NUMBER, "the model's own", nullable=True),
            Field("seconds", Kind.NUMBER, "how long it took", nullable=True),
            Field("prompt_tokens", Kind.INTEGER, "how long the questions were", nullable=True),
            Field("completion_tokens", Kind.INTEGER, "how long the answers were", nullable=True),
            Field("recognizer", Kind.TEXT, "the tier whose answer it is"),
            Field("error", Kind.TEXT, "why there was no answer; empty where there was one"),
        ),
    ),
    LineType(
        "evaluation",
        "`eval`",
        (
            _TIER,
            _MODEL,
            Field("devices", Kind.INTEGER, "how many there are"),
            Field("answered", Kind.INTEGER, "for how many there was an answer"),
            Field("right", Kind.INTEGER, "of how many all that is judged is right"),
            Field("fields", Kind.RECORD_BY_NAME, "field by field", of=COUNTED),
            Field("calibration", Kind.RECORD, "of hwlab's confidence", of=CALIBRATION),
            Field("said_calibration", Kind.RECORD, "of the model's own", of=CALIBRATION),
            Field("median_seconds", Kind.NUMBER, "how long one took, the median", nullable=True),
            Field("longest_seconds", Kind.NUMBER, "how long the slowest took", nullable=True),
            Field("prompt_tokens", Kind.NUMBER, "how long questions were, the mean", nullable=True),
            Field(
                "completion_tokens", Kind.NUMBER, "how long answers were, the mean", nullable=True
            ),
            Field(
                "memory_bytes",
                Kind.INTEGER,
                "the most that the server said the model takes",
                nullable=True,
            ),
        ),
    ),
    LineType(
        "comparison",
        "`eval --compare`",
        (
            Field("first", Kind.TEXT, "what it is compared with"),
            Field("second", Kind.TEXT, "what is compared"),
            Field("devices", Kind.INTEGER, "how many both have"),
            *CHANGE,
            Field("fields", Kind.RECORD_BY_NAME, "field by field", of=CHANGED_FIELD),
        ),
    ),
    LineType(
        "setting",
        "`config show`",
        (
            Field("name", Kind.TEXT, "the setting, as in `netbox.url`"),
            Field("value", Kind.VALUE, "what is in force; stars for a secret"),
            Field("source", Kind.TEXT, "a variable, a file, or `default`"),
        ),
    ),
    LineType(
        "error",
        "every command",
        (
            Field("exit_code", Kind.INTEGER, "its [exit code](exit-codes.md)"),
            Field("message", Kind.TEXT, "what happened"),
            Field("hint", Kind.TEXT, "what to try", nullable=True),
            Field("item", Kind.TEXT, "which photo, intake or setting it is about", nullable=True),
        ),
    ),
    _counts(
        "`intake`, `add`, last",
        taken="intakes that are new",
        known="groups of photos that were taken in before",
        held="intakes that wait for a person",
        delivered="intakes that NetBox has",
        queued="intakes that are safe in the queue",
        failed="photos that can't be used, and what NetBox refused",
        left="photos that were named and not taken in: `--fail-fast` or `--max-seconds` ended it",
    ),
    _counts(
        "`watch`, last",
        taken="intakes that are new",
        held="intakes that wait for a person",
        delivered="devices that NetBox has",
        failed="photos that can't be used, and intakes that were refused",
        waiting="intakes that are still ready or sent; 0 where an error keeps the log from telling",
    ),
    _counts(
        "`queue replay`, last",
        identified="intakes that were identified",
        delivered="devices that were made in NetBox",
        adopted="devices that were there already",
        held="intakes that wait for a person",
        failed="intakes that were refused",
        waiting="intakes that are still ready or sent; 0 where an error keeps the log from telling",
    ),
    _counts("`queue check`, last", problems="what is damaged", notes="what is merely odd"),
    _counts(
        "`queue prune`, `forget`",
        intakes="intakes that were removed, or would be",
        originals="originals of photos that were",
        bytes="how large those were",
    ),
    _counts("`netbox setup`, last", changes="what was made and mended, or would be"),
    _counts("`netbox check`, last", wrong="what is not well"),
    _counts(
        "`catalog import`",
        types="device types that the source has now",
        added="those that are new",
        updated="those that changed",
        unchanged="those that did not",
        removed="those that are gone",
        skipped="files that can't be used",
        modules_ignored="definitions of modules, which are no devices",
    ),
    _counts(
        "`catalog sync`",
        types="device types that NetBox has now",
        added="those that are new",
        updated="those that changed",
        unchanged="those that did not",
        removed="those that are gone",
        manufacturers="manufacturers that NetBox has",
    ),
    _counts(
        "`catalog stats`, last",
        sources="folders and NetBoxes",
        types="device types of all of them",
    ),
    _counts(
        "`eval`, last",
        devices="devices whose truth is known",
        tiers="tiers that were measured",
        results="devices and tiers in all",
    ),
    _counts(
        "`doctor`, last",
        ok="findings that are well",
        notes="those that may be as you mean them",
        warnings="those to be seen to some time",
        faults="those that keep hwlab from its work",
    ),
)
"""In the order in which the page tells of them."""


def mistakes_in(line: dict[str, object]) -> list[str]:
    """Return in words what keeps a line from being of its type, by the variant that fits best.

    Empty where the line is as one of the type's variants has it.
    """
    variants = [one for one in LINE_TYPES if one.type == line.get("type")]
    if not variants:
        return [f"no type of line is called {line.get('type')!r}"]
    rest = {name: value for name, value in line.items() if name != "type"}
    return min((list(mismatches(rest, one.fields)) for one in variants), key=len)
