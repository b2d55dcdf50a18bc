"""Models that are prepared when the first of them is asked, since most sittings ask none."""

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hwlab_cli.asking import Models
    from hwlab_cli.config import Settings


@contextlib.contextmanager
def lazy_models(settings: "Settings", folder: "Path") -> "Iterator[Callable[[], Models]]":
    """Give a function that returns the models, the same each time; they end with the block."""
    made: list[Models] = []
    with contextlib.ExitStack() as stack:

        def models() -> "Models":
            if not made:
                from hwlab_cli.asking import Models  # loads the recognition

                made.append(stack.enter_context(Models(settings, folder)))
            return made[0]

        yield models
