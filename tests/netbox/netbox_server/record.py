"""What is written down about an instance, for whoever has to find or end it."""

import json
import os
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path

_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Secrets:
    """What NetBox signs and checks with; the same for every instance under one folder.

    The pristine database holds digests made with these.
    """

    secret_key: str
    pepper: str
    password: str
    token: str
    v1_token: str


@dataclass(frozen=True, slots=True)
class Record:
    """Where an instance's parts are; `instance.json` in its folder, read by NetBox too."""

    secret_key: str
    pepper: str
    password: str
    token: str
    v1_token: str
    port: int
    sockets: str
    cache: str
    database: str
    postgres: str
    installation: str
    durable: bool

    def save(self, folder: Path) -> None:
        """Write it into the instance's folder, for our eyes only."""
        _write_privately(folder / "instance.json", asdict(self))


def load_record(folder: Path) -> Record | None:
    """Read what an instance's folder says; None when it was never up."""
    try:
        text = (folder / "instance.json").read_text(encoding="utf-8")
        return Record(**json.loads(text))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def kept_secrets(file: Path) -> Secrets:
    """Read the secrets, or make them up; the caller holds a lock."""
    if not file.exists():
        made = Secrets(
            secret_key=_random(60),
            pepper=_random(60),
            password=_random(16),
            token=f"nbt_{_random(12)}.{_random(40)}",
            v1_token="".join(secrets.choice("0123456789abcdef") for _ in range(40)),
        )
        _write_privately(file, asdict(made))
    return Secrets(**json.loads(file.read_text(encoding="utf-8")))


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _write_privately(file: Path, content: dict[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        json.dump(content, opened)
    new.replace(file)
