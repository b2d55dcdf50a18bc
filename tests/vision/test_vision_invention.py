"""A model that invents numbers, over all example photos: not one of them gets through."""

import json
from pathlib import Path

import pytest
from conftest import Hwlab
from vision_desk import configure, desk, invented, inventing
from vision_server import ScriptedServer

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.jpg"))


@pytest.mark.parametrize("unproven", ["hold", "note"])
def test_no_invented_number_is_in_what_netbox_would_get(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, unproven: str
) -> None:
    configure(home, desk(scripted.url), more=f'[intake]\nunproven = "{unproven}"')
    scripted.plays(inventing({"manufacturer": "Dell", "model": "PowerEdge R740"}))
    ran = hwlab("intake", *EXAMPLES, "--json")
    taken = ran.of_type("intake")
    assert len(taken) == len(scripted.asked) == len(EXAMPLES) > 5
    bodies = ""
    for intake in taken:
        (shown,) = hwlab("queue", "show", intake["hw_id"], "--json").lines
        bodies += json.dumps([op["body"] for op in shown["ops"]])
        said = intake["asked"][0]["said"]["serial"]
        assert said.startswith("INV")
        told = [*intake["reasons"], *intake["doubts"]]
        # A person is told what the model said, and why it is not believed.
        (why, *_) = [one for one in told if said in one and one.startswith("the serial ")]
        assert "the vision model" in why
        if intake["identification"]["serial"] == said:
            assert "serial" not in intake["proven"]
            assert unproven == "note" or intake["state"] == "held"
            assert unproven == "note" or why in intake["reasons"]
        elif "serial" in intake["proven"]:
            assert intake["identification"]["serial"] in why
    assert bodies
    for number in invented(scripted):
        assert number not in bodies
    assert ran.code in {0, 10}
    assert hwlab("queue", "export").code == 0
