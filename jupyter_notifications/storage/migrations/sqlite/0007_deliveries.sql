-- What is on its way out of the server: an outbox, written in the transaction of what it is about.

-- One notification of one inbox (0: everyone's) for one channel by one rule. `state`: 0 waits, 1 sent, 2 failed,
-- 3 skipped. `due` is when it is to be tried; a claim moves it on to when the claim ends, and counts in `attempts`,
-- which tells claims apart. `type` is what the notification was of when this was written.
CREATE TABLE delivery (
  n INTEGER PRIMARY KEY,
  inbox INTEGER NOT NULL,
  id TEXT NOT NULL,
  rule TEXT NOT NULL,
  channel TEXT NOT NULL,
  type TEXT NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL,
  error TEXT
);
CREATE UNIQUE INDEX delivery_one ON delivery (inbox, id, rule, channel);
CREATE INDEX delivery_due ON delivery (channel, due) WHERE state = 0;
CREATE INDEX delivery_updated ON delivery (inbox, updated);

-- The owner's own channels, whose addresses hold secrets, and rules.
CREATE TABLE delivery_setting (
  inbox INTEGER PRIMARY KEY,
  content TEXT NOT NULL
);
