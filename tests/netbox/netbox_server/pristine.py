"""The database that every test begins with: all tables, one admin, two tokens, nothing else."""

import hashlib
from pathlib import Path

from netbox_server import inside_netbox
from netbox_server.choices import VERSION
from netbox_server.database import NAME, Database
from netbox_server.installation import Installation
from netbox_server.locks import waiting_for
from netbox_server.missing import NotStartedError

_BOOTSTRAP = inside_netbox.INSIDE / "instance_bootstrap.py"


def provide(
    database: Database, installed: Installation, instance: Path, home: Path, seed: Path | None
) -> None:
    """See to it that the database server has the pristine database.

    A folder's first instance makes it: from a seed, or by minutes of migrations whose result is
    kept as a seed. The others restore what that one has dumped.
    Raises NotStartedError when NetBox's programs fail.
    """
    # It holds what was made with the secrets, which without these is of no use.
    dump = home / f"pristine-{VERSION}-{_fingerprint(home / 'secrets.json')}.dump"
    stamp = instance / "pristine"
    with waiting_for(home / "pristine.lock"):
        if not dump.exists():
            _make(database, installed, instance, home, seed)
            database.dump(NAME, dump)
    # The stamp is of these very data: when they are made anew they get another identity.
    wanted = f"{_fingerprint(dump)} {database.identity()}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        _empty(database)
        if not database.restore(dump, NAME):
            raise NotStartedError(f"{dump} can't be restored: delete it")
        database.keep_as_pristine()
        stamp.write_text(wanted, encoding="utf-8")


def _make(
    database: Database, installed: Installation, instance: Path, home: Path, seed: Path | None
) -> None:
    log = instance / "bootstrap.log"
    own = home / f"netbox-{VERSION}.dump"
    seeds = [one for one in (seed, own) if one and one.exists()]
    _empty(database)
    if not any(database.restore(one, NAME) for one in seeds[:1]):
        # A seed that is broken, or too new for this PostgreSQL, only costs its time.
        _empty(database)
        inside_netbox.run(instance, log, installed.python, _BOOTSTRAP, "migrate")
        database.dump(NAME, own)
    inside_netbox.run(instance, log, installed.python, _BOOTSTRAP)


def _empty(database: Database) -> None:
    database.drop(NAME)
    database.create(NAME)


def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
