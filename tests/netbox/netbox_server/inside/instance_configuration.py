"""NetBox's configuration, from what the instance wrote down beside itself."""

import json
import os
from pathlib import Path

_INSTANCE = json.loads(Path(os.environ["NETBOX_ROOT"], "instance.json").read_text(encoding="utf-8"))

ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
SECRET_KEY = _INSTANCE["secret_key"]
API_TOKEN_PEPPERS = {1: _INSTANCE["pepper"]}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "netbox",
        "USER": "netbox",
        "HOST": _INSTANCE["sockets"],
        "CONN_MAX_AGE": 300,
        # A connection that a reset has cut is replaced at the next request.
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS = {
    "tasks": {"URL": f"unix://{_INSTANCE['cache']}?db=0"},
    "caching": {"URL": f"unix://{_INSTANCE['cache']}?db=1"},
}
# Nothing is asked of the world outside.
ISOLATED_DEPLOYMENT = True
CENSUS_REPORTING_ENABLED = False
RELEASE_CHECK_URL = None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
