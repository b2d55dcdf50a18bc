"""The list of settings that completion reads, as loading the settings themselves takes too long."""

from hwlab_cli.config import described


def made() -> str:
    """Return a line for each setting: its dotted name, a tab, what it does."""
    return "".join(f"{name}\t{meaning}\n" for name, meaning in described().items())
