-- What people set, what they sent, and what lets them be forgotten and old things go.

-- New inboxes begin at this place, which is behind every cursor that an inbox which was forgotten ever gave.
ALTER TABLE store ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;

-- What a person has set, as they gave it.
CREATE TABLE preference (
  inbox INTEGER PRIMARY KEY,
  content TEXT NOT NULL
);

-- What arrives as read; `kind` is 'source' or 'topic'. In this order, so that a post finds who mutes it.
CREATE TABLE mute (
  kind TEXT NOT NULL,
  word TEXT NOT NULL,
  inbox INTEGER NOT NULL,
  PRIMARY KEY (kind, word, inbox)
) WITHOUT ROWID;
CREATE INDEX mute_inbox ON mute (inbox);

-- A sender's own record of what went to others. `recipients` is 0 for what went to everyone, `gone` counts entries
-- that were deleted after they had been read.
CREATE TABLE outgoing (
  n INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  id TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  recipients INTEGER NOT NULL,
  everyone INTEGER NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0,
  content TEXT NOT NULL
);
CREATE UNIQUE INDEX outgoing_id ON outgoing (sender, id);
CREATE INDEX outgoing_updated ON outgoing (updated);

CREATE TRIGGER entry_gone_after_reading AFTER DELETE ON entry WHEN old.state & 1
BEGIN
  UPDATE outgoing SET gone = gone + 1
  WHERE (sender, id) = (SELECT v.sender, v.id FROM event AS v WHERE v.n = old.event);
END;

-- For what goes by age.
CREATE INDEX event_updated ON event (updated);
CREATE INDEX sent_at ON sent (at);
