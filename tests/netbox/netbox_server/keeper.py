"""A process that ends an instance once its user is gone, however that went.

Run with the instance's folder as the only argument; stdin stays open as long as it is in use.
"""

import sys
from pathlib import Path

from netbox_server.instance import load


def main() -> None:
    """Wait for the end of stdin, and stop the instance."""
    sys.stdin.buffer.read()
    if instance := load(Path(sys.argv[1])):
        instance.down()


if __name__ == "__main__":
    main()
