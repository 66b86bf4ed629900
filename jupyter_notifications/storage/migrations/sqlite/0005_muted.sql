-- One more bit of an entry's state, 16: it counts as read since it was muted (beside 1, read). Whoever sent it does not
-- learn of that, so `gone` counts only entries that were deleted after their person had read them.

DROP TRIGGER entry_gone_after_reading;
CREATE TRIGGER entry_gone_after_reading AFTER DELETE ON entry WHEN old.state & 17 = 1
BEGIN
  UPDATE outgoing SET gone = gone + 1
  WHERE (sender, id) = (SELECT v.sender, v.id FROM event AS v WHERE v.n = old.event);
END;
