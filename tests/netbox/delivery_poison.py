"""Devices that a real NetBox stumbles over: its database does, for one asset tag."""

import contextlib
from collections.abc import Iterator

from netbox_server.database import Database
from psycopg import sql

# What a plugin's bug, a hanging webhook or a slow disk would do.
BREAKS_DOWN = "RAISE EXCEPTION 'stumbled'"
TAKES_SECONDS = "PERFORM pg_sleep(5)"


@contextlib.contextmanager
def poisonous(database: Database, asset_tag: str, effect: str) -> Iterator[None]:
    """Have the creation of a device with this asset tag go wrong for the block."""
    with database.connect() as connection:
        connection.execute(
            sql.SQL(
                "CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " IF NEW.asset_tag = {tag} THEN {effect}; END IF; RETURN NEW; END $$"
            ).format(tag=sql.Literal(asset_tag), effect=sql.SQL(effect))
        )
        connection.execute(
            "CREATE TRIGGER stumble BEFORE INSERT ON dcim_device"
            " FOR EACH ROW EXECUTE FUNCTION stumble()"
        )
        try:
            yield
        finally:
            connection.execute("DROP TRIGGER stumble ON dcim_device")
            connection.execute("DROP FUNCTION stumble")
