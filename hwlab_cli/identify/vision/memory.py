"""How much memory a server says that its model takes, where it says so.

Ollama lists the models that it has loaded with the bytes of each (docs.ollama.com/api/ps); oMLX
tells on its health page what all that it has loaded take together. llama.cpp, LM Studio, vLLM and
gateways say nothing of it.
"""

from collections.abc import Callable
from typing import Any

from hwlab_cli.identify.vision.deadlines import Watch
from hwlab_cli.identify.vision.faults import StoppedError, VisionError
from hwlab_cli.identify.vision.getting import at_root, got
from hwlab_cli.identify.vision.meaning import RefusedExtrasError
from hwlab_cli.identify.vision.way import Way
from hwlab_cli.tier import Tier

_SECONDS = 5.0


def taken(way: Way, stop: Callable[[], bool] = bool) -> int | None:
    """Return the bytes that a tier's model takes, None where the server does not say.

    Asked after an answer, when the model is loaded. Raises StoppedError alone.
    """
    patient = {"connect_seconds": _SECONDS, "load_seconds": _SECONDS, "seconds": _SECONDS}
    brief = way.tier.model_copy(update=patient)
    root = at_root(way)
    for path, read in (("/api/ps", _of_ollama(way.tier)), ("/health", _of_omlx)):
        try:
            return got(root, path, read, Watch(brief, stop=stop))
        except StoppedError:
            raise
        except (VisionError, RefusedExtrasError):
            continue
    return None


def _of_ollama(tier: Tier) -> Callable[[Any], int]:
    def read(data: Any) -> int:
        asked = {tier.model, f"{tier.model}:latest"}
        (one,) = [one for one in data["models"] if {one["name"], one["model"]} & asked]
        return _bytes(one["size"])

    return read


def _of_omlx(data: Any) -> int:
    return _bytes(data["engine_pool"]["current_model_memory"])


def _bytes(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise ValueError("no number of bytes")
    return value
