-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 7: chunks are compressed with what chunks of this store have in common.

-- Zstandard dictionaries, trained from the store's own chunks. The frame in chunks.data names the id of the dictionary that it
-- needs, or none; a new dictionary is added when it would make chunks a tenth smaller than the newest one does. The rows stay.
-- To read chunks with other tools: zstd -D FILE, where FILE holds the data of the dictionary.
CREATE TABLE dictionaries (
    id   INTEGER PRIMARY KEY,      -- the dictionary id in its own header, too
    data BLOB    NOT NULL
);
