-- How far the full-text index has come. The index itself, `found`, is made by storage/sqlite/index.py, since a SQLite
-- without FTS5 must be able to use this file too; nothing in this schema touches it.

-- Every event up to the number `upto` is in the index; -1 says that its content is of no use.
CREATE TABLE indexed (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  upto INTEGER NOT NULL DEFAULT 0
);
INSERT INTO indexed (one) VALUES (1);

-- Events of which the index has, or may have, another text than they have now: with the text that it has.
CREATE TABLE stale (
  n INTEGER PRIMARY KEY,
  content TEXT NOT NULL
);

-- The first text since the index was brought up to date is the one that it has.
CREATE TRIGGER event_rewritten AFTER UPDATE OF content ON event
WHEN old.n <= (SELECT upto FROM indexed) AND old.content <> new.content
BEGIN
  INSERT OR IGNORE INTO stale VALUES (old.n, old.content);
END;

CREATE TRIGGER event_gone AFTER DELETE ON event
WHEN old.n <= (SELECT upto FROM indexed)
BEGIN
  INSERT OR IGNORE INTO stale VALUES (old.n, old.content);
END;
