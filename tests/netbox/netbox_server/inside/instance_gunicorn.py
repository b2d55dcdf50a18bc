"""How gunicorn serves NetBox here."""

import json
import os
from pathlib import Path
from typing import Any

_ROOT = Path(os.environ["NETBOX_ROOT"])
_INSTANCE = json.loads((_ROOT / "instance.json").read_text(encoding="utf-8"))

wsgi_app = "instance_wsgi:application"
bind = f"127.0.0.1:{_INSTANCE['port']}"
workers = 2
# As NetBox's own example has it.
threads = 3
timeout = 120
graceful_timeout = 5
daemon = True
errorlog = str(_ROOT / "gunicorn.log")
accesslog = str(_ROOT / "access.log")
capture_output = True
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Load NetBox here, which takes seconds: once for all workers, those after a kill too.

    gunicorn's own preloading comes before its process id is written, so that nobody could tell
    one that loads from one that has failed.
    """
    server.app.wsgi()
    from django.core.cache import caches
    from django.db import connections

    # What loading has opened can't be shared by two workers.
    connections.close_all()
    caches.close_all()
