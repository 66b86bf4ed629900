BEGIN TRANSACTION;
CREATE TABLE broadcast (
  arrived INTEGER PRIMARY KEY,
  changed INTEGER NOT NULL,
  news INTEGER NOT NULL,
  event INTEGER NOT NULL UNIQUE
);
INSERT INTO "broadcast" VALUES(4294967296,4294967296,4294967296,10);
INSERT INTO "broadcast" VALUES(8589934592,8589934592,8589934592,11);
INSERT INTO "broadcast" VALUES(12884901888,12884901888,12884901888,12);
CREATE TABLE entry (
  inbox INTEGER NOT NULL,
  arrived INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  event INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  snoozed INTEGER,
  PRIMARY KEY (inbox, arrived)
) WITHOUT ROWID;
INSERT INTO "entry" VALUES(1,1,12884901899,1,1,NULL);
INSERT INTO "entry" VALUES(1,2,12884901900,2,2,NULL);
INSERT INTO "entry" VALUES(1,3,12884901901,3,0,1795424430000);
INSERT INTO "entry" VALUES(1,4,12884901902,4,0,1796424400000);
INSERT INTO "entry" VALUES(1,6,6,6,0,NULL);
INSERT INTO "entry" VALUES(1,7,8,7,0,NULL);
INSERT INTO "entry" VALUES(1,4294967296,12884901904,10,1,NULL);
INSERT INTO "entry" VALUES(1,12884901897,12884901897,15,0,NULL);
INSERT INTO "entry" VALUES(1,12884901898,12884901898,16,0,NULL);
INSERT INTO "entry" VALUES(2,1,2,9,0,NULL);
INSERT INTO "entry" VALUES(2,8589934592,12884901891,11,4,NULL);
INSERT INTO "entry" VALUES(3,1,1,8,0,NULL);
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
INSERT INTO "event" VALUES(1,'plain-0',NULL,'e0',NULL,'info',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run plain-0","body":"","type":"info"}');
INSERT INTO "event" VALUES(2,'plain-1',NULL,'e1',NULL,'info',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run plain-1","body":"x","type":"info"}');
INSERT INTO "event" VALUES(3,'plain-2',NULL,'e2',NULL,'info',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run plain-2","body":"xx","type":"info"}');
INSERT INTO "event" VALUES(4,'plain-3',NULL,'e3',NULL,'info',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run plain-3","body":"xxx","type":"info"}');
INSERT INTO "event" VALUES(6,'plain-5',NULL,'e5',NULL,'info',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run plain-5","body":"xxxxx","type":"info"}');
INSERT INTO "event" VALUES(7,'run',NULL,NULL,'[null, "s", "k"]','success','s',NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Gelaufen: Äpfel “日本”","key":"k","source":"s","type":"success"}');
INSERT INTO "event" VALUES(8,'both','bob',NULL,'["bob", "s", "k"]','default','s','t.u','g',1795424400000,1795424400000,NULL,NULL,'{"title":"Run both","key":"k","source":"s","group":"g","topic":"t.u"}');
INSERT INTO "event" VALUES(9,'both','bob',NULL,'["bob", "s", "k"]','default','s',NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run both-2","key":"k","source":"s"}');
INSERT INTO "event" VALUES(10,'all-1','bob',NULL,NULL,'default',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run all-1"}');
INSERT INTO "event" VALUES(11,'all-2',NULL,NULL,NULL,'default',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run all-2"}');
INSERT INTO "event" VALUES(12,'all-3',NULL,NULL,NULL,'default',NULL,NULL,NULL,1795424400000,1795424400000,NULL,NULL,'{"title":"Run all-3"}');
INSERT INTO "event" VALUES(13,'timed',NULL,NULL,NULL,'default',NULL,NULL,NULL,1795424400000,1795424400000,1795424430000,NULL,'{"title":"Run timed"}');
INSERT INTO "event" VALUES(14,'far',NULL,NULL,'[null, null, "f"]','default',NULL,NULL,NULL,1795424400000,1795424400000,1796424400000,NULL,'{"title":"Run far","key":"f"}');
INSERT INTO "event" VALUES(15,'short',NULL,NULL,NULL,'default',NULL,NULL,NULL,1795424400000,1795424400000,NULL,1795424430000,'{"title":"Run short"}');
INSERT INTO "event" VALUES(16,'long',NULL,NULL,NULL,'default',NULL,NULL,NULL,1795424400000,1795424400000,NULL,1796424400000,'{"title":"Run long"}');
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
INSERT INTO "inbox" VALUES(0,'*',0,NULL,0,0,0,0,0,0);
INSERT INTO "inbox" VALUES(1,'owner',16,0,0,4,6,1,2,9);
INSERT INTO "inbox" VALUES(2,'user:alice',3,0,0,1,1,0,0,1);
INSERT INTO "inbox" VALUES(3,'user:böb@example.org',1,NULL,0,1,1,0,0,1);
CREATE TABLE keyed (
  inbox INTEGER NOT NULL,
  name TEXT NOT NULL,
  event INTEGER NOT NULL,
  PRIMARY KEY (inbox, name)
) WITHOUT ROWID;
INSERT INTO "keyed" VALUES(1,'[null, "s", "k"]',7);
INSERT INTO "keyed" VALUES(2,'["bob", "s", "k"]',9);
INSERT INTO "keyed" VALUES(3,'["bob", "s", "k"]',8);
CREATE TABLE sent (
  sender TEXT NOT NULL,
  event_id TEXT NOT NULL,
  id TEXT NOT NULL,
  recipients INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sender, event_id)
) WITHOUT ROWID;
INSERT INTO "sent" VALUES('','e0','plain-0',1,1795424400000);
INSERT INTO "sent" VALUES('','e1','plain-1',1,1795424400000);
INSERT INTO "sent" VALUES('','e2','plain-2',1,1795424400000);
INSERT INTO "sent" VALUES('','e3','plain-3',1,1795424400000);
INSERT INTO "sent" VALUES('','e4','plain-4',1,1795424400000);
INSERT INTO "sent" VALUES('','e5','plain-5',1,1795424400000);
CREATE TABLE store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch TEXT NOT NULL,
  broadcasts INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "store" VALUES(1,'dd5cad2bf0f247def19827e34c85db74',3);
CREATE TABLE tombstone (
  inbox INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (inbox, changed)
) WITHOUT ROWID;
INSERT INTO "tombstone" VALUES(1,12884901903,'plain-4');
INSERT INTO "tombstone" VALUES(2,12884901891,'all-2');
CREATE TABLE waiting (
  event INTEGER NOT NULL,
  inbox INTEGER NOT NULL,
  name TEXT,
  PRIMARY KEY (event, inbox)
) WITHOUT ROWID;
INSERT INTO "waiting" VALUES(13,1,NULL);
INSERT INTO "waiting" VALUES(14,1,'[null, null, "f"]');
CREATE INDEX event_id ON event (id);
CREATE INDEX event_deliver ON event (deliver_at) WHERE deliver_at IS NOT NULL;
CREATE INDEX event_expires ON event (expires_at) WHERE expires_at IS NOT NULL;
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
CREATE INDEX broadcast_changed ON broadcast (changed);
CREATE INDEX waiting_name ON waiting (inbox, name) WHERE name IS NOT NULL;
COMMIT;
PRAGMA application_id = 1246647366;
PRAGMA user_version = 1;
