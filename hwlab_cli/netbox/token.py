"""The API token: from the environment, a file or a command; never from a flag."""

from hwlab_cli.config import NetBox
from hwlab_cli.credentials import from_command, from_file, is_one_word, remember
from hwlab_cli.errors import ConfigError

_WHAT = "token"


def read_token(settings: NetBox) -> str:
    """Return the token; raises ConfigError where there is none, or it can't be had."""
    token = settings.token.get_secret_value()
    if not token and settings.token_file:
        token = from_file(settings.token_file, _WHAT, "netbox.token_file")
    if not token and settings.token_command:
        token = from_command(settings.token_command, _WHAT, "netbox.token_command")
    if not token:
        raise ConfigError(
            "no API token",
            item="netbox",
            hint="set HWLAB_NETBOX_TOKEN, netbox.token_file or netbox.token_command",
        )
    if not is_one_word(token):
        raise ConfigError(
            "what was given as API token can't be one: it has spaces or odd characters in it",
            item="netbox",
            hint="a token is a single word, as NetBox shows it once, with no `Token` before it",
        )
    return remember(token)
