"""Files of hwlab's own: whole or not there, and readable by their owner alone."""

import os
import secrets
from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Write a file in one step: who reads it meanwhile, and who is killed, leaves the old one.

    Raises OSError. It is not made to survive a power cut.
    """
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
