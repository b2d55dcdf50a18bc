"""NetBox, and its static files once they are collected, which a web server serves elsewhere."""

import os
from pathlib import Path

from netbox.wsgi import application as netbox
from whitenoise import WhiteNoise

_STATIC = Path(os.environ["NETBOX_ROOT"], "static")

application = WhiteNoise(netbox, root=_STATIC, prefix="static/") if _STATIC.is_dir() else netbox
