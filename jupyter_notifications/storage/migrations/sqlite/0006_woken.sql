-- When a snoozed entry last woke, or NULL. Its event was last updated long before, and retention by age would take the entry
-- away just as its person asked to see it: it counts from then.

ALTER TABLE entry ADD COLUMN woken INTEGER;
