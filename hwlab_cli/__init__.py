"""hwlab turns photos of hardware into NetBox devices.

For scripts: `Lab`, `identify_photos` and `parse_reply`, with the types that they return. They are
loaded when they are first named, so that the command line starts at once.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from hwlab_cli.carried import Carried as Carried
    from hwlab_cli.errors import ExitCode as ExitCode
    from hwlab_cli.errors import HwlabError as HwlabError
    from hwlab_cli.library import Lab as Lab
    from hwlab_cli.library import Reply as Reply
    from hwlab_cli.library import Settings as Settings
    from hwlab_cli.library import identify_photos as identify_photos
    from hwlab_cli.library import parse_reply as parse_reply
    from hwlab_cli.model import Evidence as Evidence
    from hwlab_cli.model import Identification as Identification
    from hwlab_cli.model import State as State
    from hwlab_cli.oplog.query import Intake as Intake

_PLACES = {
    "Carried": "carried",
    "Evidence": "model",
    "ExitCode": "errors",
    "HwlabError": "errors",
    "Identification": "model",
    "Intake": "oplog.query",
    "Lab": "library",
    "Reply": "library",
    "Settings": "library",
    "State": "model",
    "identify_photos": "library",
    "parse_reply": "library",
}

__all__ = ["__version__", *_PLACES]  # noqa: PLE0604 - they are strings


if not TYPE_CHECKING:  # for type checkers, any name would be there

    def __getattr__(name: str) -> Any:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
