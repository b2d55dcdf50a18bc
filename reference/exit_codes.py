"""The table of docs/exit-codes.md, from the codes themselves."""

from hwlab_cli.errors import ExitCode
from reference.tables import table


def made() -> str:
    """Return the table."""
    rows = ([str(int(one)), one.name.lower().replace("_", " "), one.meaning] for one in ExitCode)
    return table(["code", "name", "meaning"], rows)
