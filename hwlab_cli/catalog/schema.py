"""The catalog's tables, as named migrations in the order in which they apply."""

APPLICATION_ID = 0x68776C63  # "hwlc": tells our catalog from any other SQLite file

_FIRST = (
    """
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('folder', 'netbox')),
        place TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        UNIQUE (kind, place)
    )
    """,
    """
    CREATE TABLE manufacturers (
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        slug TEXT NOT NULL,
        UNIQUE (source_id, name)
    )
    """,
    """
    CREATE TABLE types (
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        manufacturer TEXT NOT NULL,
        model TEXT NOT NULL,
        slug TEXT NOT NULL,
        part_number TEXT NOT NULL,
        u_height REAL,
        is_full_depth INTEGER,
        airflow TEXT NOT NULL,
        weight REAL,
        weight_unit TEXT NOT NULL,
        stamp TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        UNIQUE (source_id, key)
    )
    """,
    # Apart from the rest: matching reads every type's names, and hardly ever what is in it.
    """
    CREATE TABLE definitions (
        type_id INTEGER PRIMARY KEY REFERENCES types (id) ON DELETE CASCADE,
        data TEXT NOT NULL
    )
    """,
)

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (("0001_first", _FIRST),)
