"""Bring a database to NetBox's own state, and make its first user. Run by NetBox's Python.

Prints nothing; says by its exit code that all went well. With `migrate` it does only that.
"""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "netbox.settings")
django.setup()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    # The command takes seconds also when nothing is left to do.
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=1)


def _make_admin() -> None:
    from users.models import Token, User

    file = Path(os.environ["NETBOX_ROOT"], "instance.json")
    secrets = json.loads(file.read_text(encoding="utf-8"))
    admin = User.objects.create_superuser("admin", "admin@localhost.invalid", secrets["password"])
    key, token = secrets["token"].removeprefix("nbt_").split(".")
    for fields in (
        {"version": 2, "key": key, "token": token},
        {"version": 1, "token": secrets["v1_token"]},
    ):
        made = Token(user=admin, **fields)
        made.full_clean()
        made.save()


_migrate()
if "migrate" not in sys.argv[1:]:
    _make_admin()
