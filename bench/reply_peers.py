"""What other libraries make of a reply: run in an environment of their own, by `replies`.

Reads a JSON list of replies on standard input; writes, for each peer, the data that it finds in
each of them, null where it finds none, and its version.
"""

import importlib.metadata
import json
import sys
from collections.abc import Callable
from typing import Any

import dirtyjson
import json5
import json_repair
import partial_json_parser
from instructor.v2.core.json import extract_json_from_codeblock
from langchain_core.utils.json import parse_json_markdown


def _from_brace(reply: str) -> str:
    """Return a reply from its first brace on: three of the peers read JSON alone."""
    places = [place for place in (reply.find("{"), reply.find("[")) if place >= 0]
    return reply[min(places) :] if places else reply


def _between_braces(reply: str) -> str:
    text = _from_brace(reply)
    end = max(text.rfind("}"), text.rfind("]"))
    return text[: end + 1] if end >= 0 else text


PEERS: dict[str, Callable[[str], Any]] = {
    "json-repair": json_repair.loads,
    "instructor": lambda reply: json.loads(extract_json_from_codeblock(reply)),
    "langchain-core": parse_json_markdown,
    "partial-json-parser": lambda reply: partial_json_parser.loads(_from_brace(reply)),
    "dirtyjson": lambda reply: dirtyjson.loads(_from_brace(reply)),
    "json5": lambda reply: json5.loads(_between_braces(reply)),
}


def _found(peer: Callable[[str], Any], reply: str) -> Any:
    try:
        return json.loads(json.dumps(peer(reply)))
    except Exception:  # noqa: BLE001
        # Each library has errors of its own, and some raise what they did not mean to: whatever
        # it is, nothing was found.
        return None


def main() -> None:
    replies = json.load(sys.stdin)
    found = {
        name: {
            "version": importlib.metadata.version(name),
            "found": [_found(peer, reply) for reply in replies],
        }
        for name, peer in PEERS.items()
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
