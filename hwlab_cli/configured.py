"""The configuration as a person sees it: what is in force, and a file with all there is to set."""

from dataclasses import dataclass

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from hwlab_cli import home
from hwlab_cli.config import SECTIONS, Settings, described, source
from hwlab_cli.tier import Tier

_TIERS = """
# The vision models to ask, in this order, each in a [[tiers]] of its own, until an answer is good
# enough. `label` may be among them: the recognizer inside hwlab, which is asked anyway."""
_EXAMPLES = {
    "name": "desk",
    "base_url": "http://127.0.0.1:11434/v1",
    "model": "qwen2.5vl:7b",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force: its dotted name, its value, and where that comes from."""

    name: str
    value: object
    source: str
    description: str


def in_force(settings: Settings) -> list[Setting]:
    """Return every setting with its value and its source; of a tier, what differs from default."""
    found = []
    for dotted, description in described().items():
        section, _, name = dotted.partition(".")
        value = getattr(getattr(settings, section), name)
        if isinstance(value, SecretStr):
            value = str(value)  # stars
        found.append(Setting(dotted, value, source(dotted), description))
    for tier in settings.tiers:
        found += _of_tier(tier)
    return found


def template() -> str:
    """Return a configuration file with every setting in it, described and commented out."""
    lines = ["# hwlab's configuration. A line without the # in front changes a default."]
    for section_name, section in SECTIONS.items():
        lines += ["", f"[{section_name}]"]
        for name, field in section.model_fields.items():
            if field.annotation is not SecretStr:
                lines += _described(name, field, field.default)
    lines += [*_TIERS.splitlines(), "# [[tiers]]"]
    for name, field in Tier.model_fields.items():
        default = _EXAMPLES.get(name, field.get_default(call_default_factory=True))
        lines += _described(name, field, default)
    return "\n".join(lines) + "\n"


def _of_tier(tier: Tier) -> list[Setting]:
    found = []
    for name, field in Tier.model_fields.items():
        value = getattr(tier, name)
        if name == "name" or value == field.get_default(call_default_factory=True):
            continue
        if name == "extra_body":
            value = sorted(value)  # servers may take a key in there
        dotted = f"tiers.{tier.name}.{name}"
        found.append(Setting(dotted, value, str(home.config_file()), field.description or ""))
    return found or [
        Setting(f"tiers.{tier.name}", "asked", str(home.config_file()), "The embedded recognizer.")
    ]


def _described(name: str, field: FieldInfo, value: object) -> list[str]:
    return [f"# {field.description}", f"# {name} = {_toml(value)}"]


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
