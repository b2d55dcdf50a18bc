"""The log's tables, as named migrations in the order in which they apply."""

APPLICATION_ID = 0x68776C62  # "hwlb": tells our log from any other SQLite file

_FIRST = """
CREATE TABLE intakes (
    id INTEGER PRIMARY KEY,
    hw_id TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('photo', 'typed')),
    state TEXT NOT NULL DEFAULT 'ready'
        CHECK (state IN ('ready', 'sent', 'held', 'failed', 'discarded', 'done')),
    next_position INTEGER,
    next_kind TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    identification TEXT,
    identity_key TEXT,
    netbox_url TEXT
);
CREATE INDEX intakes_by_state ON intakes (state, id);
CREATE INDEX intakes_claimable ON intakes (next_kind, tries, id) WHERE state IN ('ready', 'sent');
CREATE INDEX intakes_by_owner ON intakes (owner) WHERE owner IS NOT NULL;
CREATE INDEX intakes_by_identity ON intakes (identity_key) WHERE identity_key IS NOT NULL;

CREATE TABLE photos (
    intake_id INTEGER NOT NULL REFERENCES intakes (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (intake_id, position)
) WITHOUT ROWID;
CREATE UNIQUE INDEX photos_by_hash ON photos (sha256, intake_id);

CREATE TABLE pruned_photos (
    sha256 TEXT PRIMARY KEY,
    hw_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX pruned_photos_by_intake ON pruned_photos (hw_id);

CREATE TABLE removals (
    sha256 TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE ops (
    intake_id INTEGER NOT NULL REFERENCES intakes (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN ('identify', 'create_device', 'patch_custom_fields', 'attach_photo')),
    state TEXT NOT NULL
        CHECK (state IN ('ready', 'sent', 'held', 'failed', 'discarded', 'done')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (intake_id, position)
) WITHOUT ROWID;

-- Numbered within their intake: an index less, since a capture costs what pages it touches.
CREATE TABLE events (
    intake_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    hw_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (intake_id, number)
) WITHOUT ROWID;

CREATE TABLE tally (
    state TEXT PRIMARY KEY,
    intakes INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO tally (state, intakes) VALUES
    ('ready', 0), ('sent', 0), ('held', 0), ('failed', 0), ('discarded', 0), ('done', 0);

CREATE TRIGGER intake_added AFTER INSERT ON intakes BEGIN
    UPDATE tally SET intakes = intakes + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER intake_moved AFTER UPDATE OF state ON intakes WHEN OLD.state <> NEW.state BEGIN
    UPDATE tally SET intakes = intakes - 1 WHERE state = OLD.state;
    UPDATE tally SET intakes = intakes + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER intake_removed AFTER DELETE ON intakes BEGIN
    UPDATE tally SET intakes = intakes - 1 WHERE state = OLD.state;
END;

CREATE TRIGGER op_out_of_order BEFORE UPDATE OF state ON ops
WHEN NEW.state IN ('sent', 'done') AND OLD.state <> NEW.state AND EXISTS (
    SELECT 1 FROM ops AS earlier
    WHERE earlier.intake_id = NEW.intake_id AND earlier.position < NEW.position
        AND earlier.state <> 'done')
BEGIN
    SELECT RAISE(ABORT, 'an earlier op of this intake is not done');
END;
CREATE TRIGGER op_reopened_too_late BEFORE UPDATE OF state ON ops
WHEN OLD.state = 'done' AND NEW.state <> 'done' AND EXISTS (
    SELECT 1 FROM ops AS later
    WHERE later.intake_id = NEW.intake_id AND later.position > NEW.position
        AND later.state IN ('sent', 'done'))
BEGIN
    SELECT RAISE(ABORT, 'a later op of this intake was sent already');
END;
CREATE TRIGGER op_added AFTER INSERT ON ops BEGIN
    UPDATE intakes SET (state, next_position, next_kind, tries) = (
        SELECT coalesce(state, 'done'), position, kind, coalesce(attempts, 0)
        FROM (SELECT 1) LEFT JOIN (
            SELECT state, position, kind, attempts FROM ops
            WHERE intake_id = NEW.intake_id AND state <> 'done' ORDER BY position LIMIT 1))
    WHERE id = NEW.intake_id;
    INSERT INTO events
        (intake_id, number, at, hw_id, position, kind, attempt, from_state, to_state, outcome,
        reason)
    SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM events WHERE intake_id = NEW.intake_id),
        NEW.changed_at, hw_id, NEW.position, NEW.kind, NEW.attempts,
        NULL, NEW.state, NEW.outcome, NEW.reason
    FROM intakes WHERE id = NEW.intake_id;
END;
CREATE TRIGGER op_moved AFTER UPDATE OF state, attempts, outcome, reason ON ops BEGIN
    UPDATE intakes SET (state, next_position, next_kind, tries) = (
        SELECT coalesce(state, 'done'), position, kind, coalesce(attempts, 0)
        FROM (SELECT 1) LEFT JOIN (
            SELECT state, position, kind, attempts FROM ops
            WHERE intake_id = NEW.intake_id AND state <> 'done' ORDER BY position LIMIT 1))
    WHERE id = NEW.intake_id;
    INSERT INTO events
        (intake_id, number, at, hw_id, position, kind, attempt, from_state, to_state, outcome,
        reason)
    SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM events WHERE intake_id = NEW.intake_id),
        NEW.changed_at, hw_id, NEW.position, NEW.kind, NEW.attempts,
        OLD.state, NEW.state, NEW.outcome, NEW.reason
    FROM intakes WHERE id = NEW.intake_id;
END;
CREATE TRIGGER op_removed AFTER DELETE ON ops BEGIN
    UPDATE intakes SET (state, next_position, next_kind, tries) = (
        SELECT coalesce(state, 'done'), position, kind, coalesce(attempts, 0)
        FROM (SELECT 1) LEFT JOIN (
            SELECT state, position, kind, attempts FROM ops
            WHERE intake_id = OLD.intake_id AND state <> 'done' ORDER BY position LIMIT 1))
    WHERE id = OLD.intake_id;
END;

CREATE TRIGGER events_are_final BEFORE UPDATE ON events BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
WHEN EXISTS (SELECT 1 FROM intakes WHERE id = OLD.intake_id) BEGIN
    SELECT RAISE(ABORT, 'events are append-only while their intake is in the log');
END;
"""

_SEVERAL = """
-- The part of a photo that is an intake's own, as JSON; NULL where all of it is.
ALTER TABLE photos ADD COLUMN part TEXT;

-- Whether what its photos show is known to be one device: a person said so, or it was split.
ALTER TABLE intakes ADD COLUMN is_one INTEGER NOT NULL DEFAULT 0;
-- The hw_id of the intake that was split into this one and others, its own included.
ALTER TABLE intakes ADD COLUMN split_of TEXT;
CREATE INDEX intakes_by_split ON intakes (split_of) WHERE split_of IS NOT NULL;

-- A photo may be that of several intakes.
CREATE TABLE pruned_photos_of_several (
    sha256 TEXT NOT NULL,
    hw_id TEXT NOT NULL,
    PRIMARY KEY (sha256, hw_id)
) WITHOUT ROWID;
INSERT INTO pruned_photos_of_several (sha256, hw_id) SELECT sha256, hw_id FROM pruned_photos;
DROP TABLE pruned_photos;
ALTER TABLE pruned_photos_of_several RENAME TO pruned_photos;
CREATE INDEX pruned_photos_by_intake ON pruned_photos (hw_id);
"""

MIGRATIONS: tuple[tuple[str, str], ...] = (
    ("0001_intakes_ops_events", _FIRST),
    ("0002_several_devices_in_a_photo", _SEVERAL),
)
"""Name and script, in order. A shipped migration is never edited: add another."""
