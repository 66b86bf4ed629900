-- The first schema: inboxes, what was said once, and a thin row for whom it was said to.
--
-- A "place" is a models.Cursor in one integer: broadcasts so far << 32 | own changes of the inbox so far.

-- What the store as a whole knows; always one row.
CREATE TABLE store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch TEXT NOT NULL,
  broadcasts INTEGER NOT NULL DEFAULT 0
);
INSERT INTO store (one, epoch) VALUES (1, lower(hex(randomblob(16))));

-- Who has an inbox. Number 0 stands for everyone. `own` counts the changes that only this inbox saw; `visited` is the
-- number of broadcasts when its person first came; `horizon` is the place up to which tombstones were thrown away.
-- The counts are of rows in `entry`: kept by whoever inserts, and by the triggers below for all that comes after.
CREATE TABLE inbox (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  own INTEGER NOT NULL DEFAULT 0,
  visited INTEGER,
  horizon INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  shown INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  snoozed INTEGER NOT NULL DEFAULT 0,
  whole INTEGER NOT NULL DEFAULT 0
);
INSERT INTO inbox (n, key) VALUES (0, '*');

-- What was said. `id` is not unique: an update by key for some of the recipients gives them a copy with the same id,
-- and no inbox ever holds two of one id. `name` is [sender, source, key] as JSON where there is a key.
CREATE TABLE event (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  sender TEXT,
  event_id TEXT,
  name TEXT,
  type TEXT NOT NULL,
  source TEXT,
  topic TEXT,
  grp TEXT,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deliver_at INTEGER,
  expires_at INTEGER,
  content TEXT NOT NULL
);
CREATE INDEX event_id ON event (id);
CREATE INDEX event_deliver ON event (deliver_at) WHERE deliver_at IS NOT NULL;
CREATE INDEX event_expires ON event (expires_at) WHERE expires_at IS NOT NULL;

-- Who has it, and in what state: 1 read, 2 archived, 4 removed (of a broadcast), 8 in progress (counts as nothing).
CREATE TABLE entry (
  inbox INTEGER NOT NULL,
  arrived INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  event INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  snoozed INTEGER,
  PRIMARY KEY (inbox, arrived)
) WITHOUT ROWID;
CREATE INDEX entry_changed ON entry (inbox, changed);
CREATE UNIQUE INDEX entry_event ON entry (event, inbox);
CREATE INDEX entry_snoozed ON entry (snoozed) WHERE snoozed IS NOT NULL;

CREATE TRIGGER entry_moved AFTER UPDATE OF state, snoozed ON entry
WHEN old.state <> new.state OR (old.snoozed IS NULL) <> (new.snoozed IS NULL)
BEGIN
  UPDATE inbox SET
    unread = unread + (new.state = 0 AND new.snoozed IS NULL) - (old.state = 0 AND old.snoozed IS NULL),
    shown = shown + (new.state & 6 = 0 AND new.snoozed IS NULL) - (old.state & 6 = 0 AND old.snoozed IS NULL),
    archived = archived + (new.state & 6 = 2) - (old.state & 6 = 2),
    snoozed = snoozed + (new.state & 4 = 0 AND new.snoozed IS NOT NULL)
      - (old.state & 4 = 0 AND old.snoozed IS NOT NULL),
    whole = whole + (new.state & 4 = 0) - (old.state & 4 = 0)
  WHERE n = new.inbox;
END;

CREATE TRIGGER entry_gone AFTER DELETE ON entry
BEGIN
  UPDATE inbox SET
    unread = unread - (old.state = 0 AND old.snoozed IS NULL),
    shown = shown - (old.state & 6 = 0 AND old.snoozed IS NULL),
    archived = archived - (old.state & 6 = 2),
    snoozed = snoozed - (old.state & 4 = 0 AND old.snoozed IS NOT NULL),
    whole = whole - (old.state & 4 = 0)
  WHERE n = old.inbox;
END;

-- What was said to everyone, once. A person's row in `entry` appears when their state first differs. `news` is the place
-- of its last change that makes it unread again.
CREATE TABLE broadcast (
  arrived INTEGER PRIMARY KEY,
  changed INTEGER NOT NULL,
  news INTEGER NOT NULL,
  event INTEGER NOT NULL UNIQUE
);
CREATE INDEX broadcast_changed ON broadcast (changed);

-- What is to be delivered later, to whom.
CREATE TABLE waiting (
  event INTEGER NOT NULL,
  inbox INTEGER NOT NULL,
  name TEXT,
  PRIMARY KEY (event, inbox)
) WITHOUT ROWID;
CREATE INDEX waiting_name ON waiting (inbox, name) WHERE name IS NOT NULL;

-- Which event an inbox (0: everyone's) has under a producer's key.
CREATE TABLE keyed (
  inbox INTEGER NOT NULL,
  name TEXT NOT NULL,
  event INTEGER NOT NULL,
  PRIMARY KEY (inbox, name)
) WITHOUT ROWID;

-- What went, so that clients hear of it; inbox 0 is for everyone's.
CREATE TABLE tombstone (
  inbox INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (inbox, changed)
) WITHOUT ROWID;

-- The senders' event ids, which outlive their entries. The sender is '' where the server does not know one.
CREATE TABLE sent (
  sender TEXT NOT NULL,
  event_id TEXT NOT NULL,
  id TEXT NOT NULL,
  recipients INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sender, event_id)
) WITHOUT ROWID;

PRAGMA application_id = 0x4a4e5446;
