-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 5: what the search language needs to pass over traces that cannot match.

-- What the spans of a chunk have, as a Bloom filter of marks (core/search/marks.h): attributes, their values, texts. Chunks of
-- traces up to counters.unmarked_seq arrived before there were marks and are always looked at.
CREATE TABLE marks (
    chunk INTEGER PRIMARY KEY,     -- chunks.id
    data  BLOB    NOT NULL
);
INSERT INTO counters SELECT 'unmarked_seq', coalesce(max(seq), 0) FROM traces;

-- Texts that words are looked for in beside question, answer and root name, each once: names, errors, documents. The mark of a
-- passage is among the marks of every chunk that has it. Their pieces are in text_segments like those of traces, a passage as the
-- negative of its id, in segments of their own; those with an id above counters.indexed_passage are searched one by one.
CREATE TABLE passages (
    id      INTEGER PRIMARY KEY,
    mark    INTEGER NOT NULL UNIQUE, -- XXH3, 64 bits, of the text
    seen    INTEGER NOT NULL,        -- no trace with a seq 20000 or more above it has the passage
    text    TEXT,
    text_id INTEGER REFERENCES texts(id) -- of long ones, which count as one reference more
);
INSERT INTO counters VALUES ('indexed_passage', 0);

-- Texts are folded further than before (full and half width, composed and decomposed forms are one): the index is made anew.
DELETE FROM text_postings;
DELETE FROM text_segments;
DELETE FROM reindex;
UPDATE counters SET value = 0 WHERE name = 'indexed_seq';
