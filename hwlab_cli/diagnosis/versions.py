"""What runs here: hwlab, Python, SQLite, and the libraries that matter to how it works."""

import platform
import sqlite3
from collections.abc import Iterator
from importlib import metadata

from hwlab_cli import __version__
from hwlab_cli.diagnosis.finding import Finding, fault
from hwlab_cli.diagnosis.ground import Ground

_LIBRARIES = (
    "numpy",
    "onnxruntime",
    "openai",
    "opencv-python-headless",
    "pillow",
    "pillow-heif",
    "pydantic",
    "pynetbox",
    "rapidocr",
    "requests",
    "zxing-cpp",
)
"""Those whose version changes what is read, asked and sent."""


def look(_ground: Ground) -> Iterator[Finding]:
    """Yield each version; a fault for a library that is missing."""
    yield _of("hwlab", __version__)
    yield _of("Python", platform.python_version())
    yield _of("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield _of("SQLite", sqlite3.sqlite_version)
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield fault("versions.libraries", name, "it is not installed", "install hwlab again")
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    yield Finding("versions.libraries", "libraries", listed, details=versions)


def _of(name: str, version: str) -> Finding:
    return Finding("versions.program", name, version, details={"version": version})
