-- What lets an inbox be counted and read without looking at every broadcast there is.

-- How many of an inbox's rows are of broadcasts: counted by whoever inserts, and by the trigger for what goes.
ALTER TABLE inbox ADD COLUMN theirs INTEGER NOT NULL DEFAULT 0;
UPDATE inbox SET theirs =
  (SELECT count(*) FROM broadcast AS b CROSS JOIN entry AS e ON e.event = b.event AND e.inbox = inbox.n)
WHERE n IN (SELECT e.inbox FROM broadcast AS b CROSS JOIN entry AS e ON e.event = b.event);

CREATE TRIGGER entry_of_broadcast_gone AFTER DELETE ON entry
WHEN EXISTS (SELECT 1 FROM broadcast WHERE event = old.event)
BEGIN
  UPDATE inbox SET theirs = theirs - 1 WHERE n = old.inbox;
END;

CREATE INDEX broadcast_news ON broadcast (news);
