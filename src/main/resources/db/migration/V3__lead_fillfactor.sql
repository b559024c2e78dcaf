-- Leads that came together are claimed together: a batch moves most rows of a page at once, and their
-- new versions need as much room as the old ones. With half a page free they stay on it, and no index
-- learns of them.
alter table lead set (fillfactor = 50);
