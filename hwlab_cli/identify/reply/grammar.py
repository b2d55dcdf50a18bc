"""The small pieces of JSON, and of what models write for it, by which objects are found.

No expression here looks further than it has to: none may take time by the square of a reply.
"""

import re

_BLANK = r"[ \t\n\f]*+"
_NAME = r"[^\W\d][\w /.#()°-]{0,40}"
_QUOTED_NAME = r"[\"'“”`][^\"'“”`\n{}\[\]]{1,80}[\"'“”`]"

OBJECT = re.compile(
    rf"\{{{_BLANK}(?:(?://|\#)[^\n]{{0,200}}\n{_BLANK}|/\*[^*]{{0,200}}\*/{_BLANK}){{0,3}}"
    rf"(?:(?:{_QUOTED_NAME}|[\"'“”]?{_NAME}[\"'”]?){_BLANK}[:=]"
    r"|[\"'“][^\"'“”\n{}]{0,80}\Z|\})"
)
"""The beginning of an object: a brace and its first key, or what is left of it at the end."""

ARRAY = re.compile(rf"\[{_BLANK}(?:\[{_BLANK}){{0,3}}\{{")
"""The beginning of an array of objects."""

START = re.compile(f"{OBJECT.pattern}|{ARRAY.pattern}")

MEMBER = re.compile(
    rf"(?:\A|```\w{{0,12}}\n)({_BLANK})(?=(?:\"[^\"\n]{{1,60}}\"|'[^'\n]{{1,60}}'){_BLANK}:)"
)
"""The first key of an object whose opening brace is missing."""

_FOLLOWS = (
    rf"(?:[ \t]*+\n|{_BLANK}(?:"
    r"[}\]:=\uff1a]|\Z|//|/\*|\#[ \t]|;[ \t\n]{0,9}[\"'}]|\)[ \t]{0,9}[,}\]\n]"
    rf"|,(?={_BLANK}(?:[\"'“”{{\[}}\],\d.-]|{_NAME}[\"']?{_BLANK}[:=]"
    r"|(?:true|false|null|None|True|False)\b|//|/\*|\#|\Z))"
    rf"|{_QUOTED_NAME}{_BLANK}:"
    r"))"
)
"""What stands behind a string's last quotation mark, and not behind one inside of it."""

TOKEN = re.compile(
    rf"(?P<string>\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"(?={_FOLLOWS}))"
    r"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<quote>[\"'“”])"
    r"|(?P<comment>//|/\*|(?<=[\s,])\#(?=[ \t]))|(?P<fence>\n[ \t]*```)",
    re.DOTALL,
)

PLAIN = '"'
STRING_ENDS = {
    PLAIN: re.compile(rf"(?<!\\)\"(?={_FOLLOWS})"),
    "'": re.compile(rf"(?<!\\)'(?={_FOLLOWS})"),
    "“": re.compile(rf"[”“\"](?={_FOLLOWS})"),
    "”": re.compile(rf"[”“\"](?={_FOLLOWS})"),
}
KEY = re.compile(r"\"([^\"\\:=,\n{}\[\]]{1,60})\"|'([^'\\:=,\n{}\[\]]{1,60})'")
"""A key in quotation marks, which has none inside."""

INNER_QUOTE = re.compile(r"(?<!\\)\"")

LONGEST_BARE = 200
"""Characters of the longest value without quotation marks."""

DECIMAL_COMMA = re.compile(r"(?<=\d),\d{1,9}(?=[ \t]*[,}\n])")

FENCE = re.compile(r"\n[ \t]*```")
COLON = re.compile(rf"{_BLANK}(?::|=>?){_BLANK}\(?{_BLANK}")
KEY_AND_COLON = re.compile(rf"{_BLANK}{_NAME}[\"']?{_BLANK}(?::|=>?){_BLANK}\(?{_BLANK}")
"""All that may stand between a comma or a brace and a value whose key has no quotation marks."""

LINE_OF_VALUE = re.compile(rf"{_BLANK}:{_BLANK}[\w.%+-]{{1,60}}(?=[ \t]*\n{_BLANK}\Z)")
"""A bare value and the end of its line, where a comma is missing."""

MEMBER_INSIDE = re.compile(rf"[\"'“”]{_BLANK}:")
"""What no text has inside, but two that were taken for one."""
