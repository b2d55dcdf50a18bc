"""Where hwlab keeps its state and its configuration."""

import os
from pathlib import Path


def state_folder() -> Path:
    """Return the folder of the op log and the originals: HWLAB_HOME, or the platform's own."""
    chosen = os.environ.get("HWLAB_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_data_path  # seldom needed, and not free

    return user_data_path("hwlab", appauthor=False)


def config_file() -> Path:
    """Return the path of the configuration: HWLAB_CONFIG, or the platform's own."""
    chosen = os.environ.get("HWLAB_CONFIG")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_config_path  # as above

    return user_config_path("hwlab", appauthor=False) / "config.toml"
