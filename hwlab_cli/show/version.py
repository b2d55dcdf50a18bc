"""What `hwlab --version` tells: the versions, and which parts are installed with it."""

import sys
from collections.abc import Iterator
from importlib.util import find_spec

from hwlab_cli import __version__

_PARTS = {
    "print on labels": ("rapidocr", "onnxruntime", "cv2"),
    "barcodes": ("zxingcpp",),
    "HEIC photos": ("pillow_heif",),
    "vision models": ("openai",),
    "NetBox": ("pynetbox",),
}
"""What hwlab can do, and the packages without which it can't; each is loaded when it is needed."""


def version_lines() -> Iterator[str]:
    """Yield the version's own line, what can be done, and what is missing for the rest.

    Packages are looked for and not loaded: `hwlab --version` answers at once.
    """
    release = ".".join(str(part) for part in sys.version_info[:3])
    yield f"hwlab {__version__} (Python {release})"
    lacking = {
        part: [name for name in packages if find_spec(name) is None]
        for part, packages in _PARTS.items()
    }
    yield f"with: {', '.join(part for part, packages in lacking.items() if not packages) or '-'}"
    for part, packages in lacking.items():
        if packages:
            yield f"without: {part} ({', '.join(packages)} is missing: install hwlab again)"
