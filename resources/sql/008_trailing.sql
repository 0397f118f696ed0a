-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 8: the large indexes over random keys trail the tables they are about, and nothing waits in between.

-- trace_ids has the traces with a seq up to counters.settled_trace, text_hashes the texts with an id up to
-- counters.settled_text; the some thousand rows above are found by looking at them one by one. In this way a transaction adds to
-- the end of traces and texts alone, and what has come together goes into the indexes at once, in the order of the keys.
INSERT OR IGNORE INTO trace_ids SELECT id, seq FROM trace_ids_new ORDER BY id;
INSERT OR IGNORE INTO text_hashes SELECT hash, id FROM text_hashes_new ORDER BY hash;
DROP TABLE trace_ids_new;
DROP TABLE text_hashes_new;
INSERT INTO counters SELECT 'settled_trace', coalesce(max(seq), 0) FROM traces;
INSERT INTO counters SELECT 'settled_text', coalesce(max(id), 0) FROM texts;
