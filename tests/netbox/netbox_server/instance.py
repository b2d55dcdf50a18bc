"""One NetBox with its database and cache, in a folder of its own."""

import hashlib
import os
import shutil
import socket
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from netbox_server import inside_netbox, pristine
from netbox_server.account import Account, for_the_database
from netbox_server.application import Application
from netbox_server.cache import Cache
from netbox_server.choices import Choices
from netbox_server.database import Database
from netbox_server.installation import Installation, installed
from netbox_server.locks import waiting_for
from netbox_server.missing import MissingError
from netbox_server.postgres import find_postgres
from netbox_server.record import Record, kept_secrets, load_record


@dataclass(frozen=True, slots=True)
class Instance:
    """The parts of a NetBox."""

    folder: Path
    record: Record
    database: Database
    cache: Cache
    application: Application

    def up(self, home: Path, seed: Path | None, *, browsable: bool = False) -> None:
        """Start all of it; the first time it is made, which takes longer.

        Raises NotStartedError.
        """
        program = Installation(Path(self.record.installation))
        self.database.start()
        self.cache.start()
        pristine.provide(self.database, program, self.folder, home, seed)
        if not self.database.has("netbox"):
            self.reset()
        if browsable:
            self._collect_static_files(program)
        self.application.start()

    def _collect_static_files(self, program: Installation) -> None:
        done = self.folder / "static.done"
        if not done.exists():
            log = self.folder / "static.log"
            inside_netbox.run(self.folder, log, program.netbox, "collectstatic", "--no-input")
            done.touch()

    def down(self) -> None:
        """Stop what runs of it; its data stay in its folder."""
        self.application.stop()
        self.cache.stop()
        self.database.stop()
        shutil.rmtree(self.record.sockets, ignore_errors=True)
        if not (self.record.durable or self.database.folder.is_relative_to(self.folder)):
            # What had to go elsewhere is not left lying about.
            shutil.rmtree(self.database.folder, ignore_errors=True)

    def heal(self) -> None:
        """Start what does not run."""
        self.database.start()
        self.cache.start()
        self.application.start()

    def reset(self) -> None:
        """Make NetBox as new, in a second, whether it serves or not."""
        self.database.reset()
        self._forget()

    def keep(self, name: str) -> None:
        """Keep NetBox's database as it is now; what has files is not kept."""
        self.database.keep(name)

    def put_back(self, name: str) -> None:
        """Make NetBox as it was when that was kept."""
        self.database.reset(name)
        self._forget()

    def _forget(self) -> None:
        self.cache.flush()
        for file in (self.folder / "media").rglob("*"):
            if file.is_file():
                file.unlink()


def make(choices: Choices, name: str, first_port: int, *, durable: bool = False) -> Instance:
    """Get an instance's parts ready to be started; an earlier run of it is ended.

    Raises MissingError when the machine lacks something.
    """
    postgres = find_postgres()
    account = for_the_database()
    program = installed(choices.home, choices.python)
    folder = choices.home / name
    folder.mkdir(exist_ok=True)
    (folder / "media").mkdir(exist_ok=True)
    if earlier := load(folder):
        earlier.down()
    with waiting_for(choices.home / "secrets.lock"):
        secrets = kept_secrets(choices.home / "secrets.json")
    # A socket's path must be short, and a project's folder may be deep.
    sockets = Path(tempfile.mkdtemp(prefix="hwlab-netbox-"))
    account.own(sockets)
    record = Record(
        **asdict(secrets),
        port=_free_port(first_port),
        sockets=str(sockets),
        cache=str(sockets / "cache"),
        database=str(_database_folder(folder, account)),
        postgres=str(postgres),
        installation=str(program.folder),
        durable=durable,
    )
    record.save(folder)
    return _assembled(folder, record, account)


def load(folder: Path) -> Instance | None:
    """Find an instance by its folder; None when it was never up."""
    record = load_record(folder)
    return _assembled(folder, record, for_the_database()) if record else None


def _assembled(folder: Path, record: Record, account: Account) -> Instance:
    sockets = Path(record.sockets)
    program = Installation(Path(record.installation))
    database = Database(
        Path(record.postgres), account, Path(record.database), sockets, record.durable
    )
    cache = Cache(program.valkey, Path(record.cache), folder)
    application = Application(program.gunicorn, folder, record.port, record.token)
    return Instance(folder, record, database, cache, application)


def _database_folder(folder: Path, account: Account) -> Path:
    if account.can_enter(folder):
        return folder / "database"
    # The account that PostgreSQL runs as can't go where root keeps this project.
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    elsewhere = Path(tempfile.gettempdir()) / f"hwlab-netbox-database-{name}"
    if os.path.lexists(elsewhere) and elsewhere.lstat().st_uid != account.uid:
        raise MissingError(f"a folder for PostgreSQL: {elsewhere} is somebody else's")
    return elsewhere


def _free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            # A port that was in use a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise MissingError(f"a free port: {first} is taken, and so are others")
