"""The text of docs/commands.md: what `--help` says of each command."""

from reference.command_tree import commands


def made() -> str:
    """Return the help of every command, as it is shown at a terminal."""
    parts = []
    for one in commands():
        depth = "#" * (2 + one.line.count(" ") // 2)
        parts.append(f"{depth} {one.line}\n\n```text\n{one.output.rstrip()}\n```")
    return "\n\n".join(parts)
