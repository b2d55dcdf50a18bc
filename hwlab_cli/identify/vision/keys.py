"""A tier's API key: from the environment, a file or a command; most servers at home want none."""

import os

from hwlab_cli.credentials import from_command, from_file, is_one_word, remember
from hwlab_cli.errors import ConfigError
from hwlab_cli.tier import Tier

_WHAT = "API key"
BLANKED = "***"


def read_key(tier: Tier) -> str:
    """Return the key, empty where the tier has none; raises ConfigError where it can't be had."""
    if tier.api_key_env:
        key, source = os.environ.get(tier.api_key_env, "").strip(), "api_key_env"
        hint = f"set {tier.api_key_env}, or take api_key_env out of the tier"
    elif tier.api_key_file:
        key, source = from_file(tier.api_key_file, _WHAT, "api_key_file"), "api_key_file"
        hint = f"put the key into {tier.api_key_file}, or take api_key_file out of the tier"
    elif tier.api_key_command:
        key = from_command(tier.api_key_command, _WHAT, "api_key_command")
        source = "api_key_command"
        hint = "see what the command prints, or take api_key_command out of the tier"
    else:
        return ""
    if not key:
        raise ConfigError(f"no API key: {source} gives none", item=f"tier {tier.name}", hint=hint)
    if not is_one_word(key):
        raise ConfigError(
            "what was given as API key can't be one: it has spaces or odd characters in it",
            item=f"tier {tier.name}",
            hint=f"{source} gives a single word",
        )
    return remember(key)


def blanked(text: str, key: str) -> str:
    """Return a text of a server's without the key, which some servers repeat."""
    return text.replace(key, BLANKED) if key else text
