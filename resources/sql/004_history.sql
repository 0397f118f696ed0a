-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 4: a history that is written at the speed of the wire and keeps what is pinned.

-- Trace ids and text hashes are random: in one large index every row of a transaction changes a page of its own. What is new
-- gathers in a small table (..._new), whose few pages stay at hand, and moves to the large one in the order of the keys.
-- A key is in either of the two.
CREATE TABLE trace_ids     (id BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;  -- 16 bytes -> traces.seq
CREATE TABLE trace_ids_new (id BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE text_hashes     (hash BLOB PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;  -- XXH3, 128 bits -> texts.id
CREATE TABLE text_hashes_new (hash BLOB PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO trace_ids SELECT id, seq FROM traces ORDER BY id;
INSERT INTO text_hashes SELECT hash, id FROM texts ORDER BY hash;

-- traces as before, its ids now above; pinned traces stay whatever their age.
CREATE TABLE traces_4 (
    seq             INTEGER PRIMARY KEY,          -- order of first arrival
    id              BLOB    NOT NULL,             -- 16 bytes; trace_ids finds it
    begin_ns        INTEGER NOT NULL,             -- earliest begin
    end_ns          INTEGER NOT NULL,             -- latest end
    service         INTEGER NOT NULL REFERENCES services(id), -- of the naming span
    root_name       TEXT    NOT NULL,             -- name of the naming span
    pipeline        TEXT    NOT NULL,
    span_count      INTEGER NOT NULL,
    error_count     INTEGER NOT NULL,             -- spans that failed
    step_count      INTEGER NOT NULL,             -- spans that are a step of a query
    has_root        INTEGER NOT NULL,             -- a span without a parent has arrived
    failed          INTEGER NOT NULL,             -- the naming span is an entry and failed
    trouble         INTEGER NOT NULL,             -- failed, or error_count > 0
    is_query        INTEGER NOT NULL,             -- has a question
    input_tokens    INTEGER NOT NULL,
    output_tokens   INTEGER NOT NULL,
    cost_usd        REAL    NOT NULL,
    hallucination   REAL,                         -- 0 grounded .. 1 made up
    cache_hit       INTEGER,
    replay_of       BLOB,                         -- id of the trace that this one is a replay of
    naming_rank     INTEGER NOT NULL,             -- what the naming span is: 3 query, 2 root, 1 entry, 0 any
    naming_begin_ns INTEGER NOT NULL,
    steps           BLOB,                         -- ids of step_names, varints, ascending
    question        TEXT,
    question_text   INTEGER REFERENCES texts(id),
    answer          TEXT,
    answer_text     INTEGER REFERENCES texts(id),
    context         TEXT,                         -- JSON, for replay
    context_text    INTEGER REFERENCES texts(id),
    pinned          INTEGER NOT NULL DEFAULT 0    -- 1: retention leaves it
);
INSERT INTO traces_4 SELECT seq, id, begin_ns, end_ns, service, root_name, pipeline, span_count, error_count, step_count,
    has_root, failed, trouble, is_query, input_tokens, output_tokens, cost_usd, hallucination, cache_hit, replay_of, naming_rank,
    naming_begin_ns, steps, question, question_text, answer, answer_text, context, context_text, 0 FROM traces ORDER BY seq;
DROP TABLE traces;
ALTER TABLE traces_4 RENAME TO traces;
CREATE INDEX traces_newest ON traces (begin_ns, end_ns, service, trouble, is_query, hallucination);
CREATE INDEX traces_trouble ON traces (begin_ns) WHERE trouble = 1;
CREATE INDEX traces_replays ON traces (replay_of) WHERE replay_of IS NOT NULL;
CREATE INDEX traces_pinned ON traces (begin_ns) WHERE pinned = 1;

CREATE TABLE texts_4 (
    id   INTEGER PRIMARY KEY,
    hash BLOB    NOT NULL,         -- XXH3, 128 bits, of the text; text_hashes finds it
    size INTEGER NOT NULL,         -- bytes of the text
    refs INTEGER NOT NULL,         -- chunks and traces that refer to it
    data BLOB    NOT NULL          -- zstd
);
INSERT INTO texts_4 SELECT id, hash, size, refs, data FROM texts ORDER BY id;
DROP TABLE texts;
ALTER TABLE texts_4 RENAME TO texts;

-- Which traces saw which document, in which step, at what rank. A document is its content, or its id when it was sent without
-- (core/genai/documentkey.h). New rows gather in sightings_new, as above.
CREATE TABLE sightings (
    document INTEGER NOT NULL,
    trace    INTEGER NOT NULL REFERENCES traces(seq),
    step     INTEGER NOT NULL REFERENCES step_names(id),
    rank     INTEGER NOT NULL,     -- 1 is the best
    score    REAL,
    PRIMARY KEY (document, trace, step, rank)
) WITHOUT ROWID;
CREATE TABLE sightings_new (
    document INTEGER NOT NULL,
    trace    INTEGER NOT NULL REFERENCES traces(seq),
    step     INTEGER NOT NULL REFERENCES step_names(id),
    rank     INTEGER NOT NULL,
    score    REAL,
    PRIMARY KEY (document, trace, step, rank)
) WITHOUT ROWID;
ALTER TABLE chunks ADD COLUMN documents BLOB; -- sightings.document of these spans, 8 bytes each, little-endian, for retention

-- Substrings of question, answer and root name (case folded), in segments of some thousand traces; a segment says which
-- traces may contain a piece of three characters (two, of writing without spaces). core/store/text/postings.h describes data.
-- Rows follow traces by seconds: those with a seq above counters.indexed_seq, and those in reindex, are searched one by one.
DROP TABLE search;
CREATE TABLE text_segments (
    id       INTEGER PRIMARY KEY,
    last_seq INTEGER NOT NULL,     -- the largest of traces
    traces   BLOB    NOT NULL      -- their seqs: zigzag varints, each the difference to the one before
);
CREATE TABLE text_postings (
    id   INTEGER PRIMARY KEY,      -- text_segments.id * 65536 + bucket
    data BLOB    NOT NULL
);
DROP TABLE reindex;
CREATE TABLE reindex (stamp INTEGER PRIMARY KEY AUTOINCREMENT, trace INTEGER NOT NULL);
UPDATE counters SET value = 0 WHERE name = 'indexed_seq';
INSERT INTO counters VALUES ('removed_traces', 0), ('removed_spans', 0), ('removed_at_ns', 0);
