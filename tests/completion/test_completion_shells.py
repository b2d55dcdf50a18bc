"""Real shells, at terminals of their own: a person presses Tab."""

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pexpect
import pytest
from conftest import Hwlab

_REQUIRED = os.environ.get("HWLAB_TEST_SHELLS", "").strip() == "required"
_HOSTILE = "$(touch pwned)`touch pwned`'; touch pwned; '\"\\[b])%F{red}"
_LONG = 60


class Shell(NamedTuple):
    """How a shell is started without anybody's settings, and made to complete."""

    name: str
    arguments: list[str]
    setup: str


SHELLS = [
    Shell("bash", ["--norc", "--noprofile", "-i"], 'eval "$(hwlab completion bash)"'),
    Shell(
        "zsh",
        ["-f", "-i"],
        'autoload -Uz compinit; compinit -u -D; eval "$(hwlab completion zsh)"',
    ),
    Shell("fish", ["--no-config", "-i"], "hwlab completion fish | source"),
]


class Person:
    """Someone at a shell's prompt, in a folder."""

    def __init__(self, shell: Shell, folder: Path) -> None:
        environment = {
            **os.environ,
            "HOME": str(folder),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PS1": "> ",
            "TERM": "xterm",
        }
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            shell.name,
            shell.arguments,
            cwd=str(folder),
            env=environment,
            dimensions=(40, 200),
            timeout=_LONG,
        )
        self.child.delaybeforesend = None
        self.child.send(f"{shell.setup}\r")

    def typed(self, keys: str) -> list[str]:
        """Type a line with Tabs in it; return the words that the shell makes of it."""
        # With a command in front that writes the words. Where that is shown as it was typed,
        # they have no brackets.
        self.child.send(f"{keys}\x01printf '<%s>' \x05 end\r")
        self.child.expect_exact("<end>")
        shown = (self.child.before or b"").decode(errors="replace")
        return shown[shown.rindex("<hwlab>") + 1 : -1].split("><")

    def sees(self, keys: str, text: str) -> None:
        """Type keys until something is shown, and clear the line."""
        self.child.send(keys)
        self.child.expect_exact(text)
        self.child.send("\x15")


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell.name)
def test_tab_completes(shell: Shell, hwlab: Hwlab, home: Path, tmp_path: Path) -> None:
    if not shutil.which(shell.name):
        assert not _REQUIRED, f"there is no {shell.name}"
        pytest.skip(f"there is no {shell.name} here")
    made = hwlab("add", "--manufacturer", _HOSTILE, "--model", "R720", "--json")
    hw_id = made.of_type("intake")[0]["hw_id"]
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "a photo.JPG").touch()
    (desk / "a list.txt").touch()
    person = Person(shell, desk)
    try:
        assert person.typed("hwlab qu\tsh\thw-\t--js\t") == [
            *("hwlab", "queue", "show"),
            *(hw_id, "--json"),
        ]
        assert person.typed("hwlab label --size=brother-dk-1201\t") == [
            *("hwlab", "label", "--size=brother-dk-1201"),
        ]
        assert person.typed("hwlab intake a\t--dry-run") == [
            *("hwlab", "intake", "a photo.JPG", "--dry-run"),
        ]
        assert person.typed(f"hwlab queue edit {hw_id} se\tX") == [
            *("hwlab", "queue", "edit", hw_id, "serial=X"),
        ]
        assert hwlab("add", "--manufacturer", _HOSTILE, "--model", "R730").code == 0
        # Two, each with what it is, as far as the shell shows that.
        person.sees("hwlab queue show HW-\t\t", "HW-" if shell.name == "bash" else "$(touch pwned)")
    finally:
        person.child.close(force=True)
    assert not list(tmp_path.rglob("pwned"))
