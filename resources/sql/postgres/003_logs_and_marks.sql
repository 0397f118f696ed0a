-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 3: log records (../003_logs.sql), and what a search passes over traces by (../005_search.sql).

CREATE SEQUENCE log_chunk_ids;

-- Records that arrived together, compressed together.
CREATE TABLE log_chunks (
    id         bigint   PRIMARY KEY,  -- of log_chunk_ids
    end_ns     bigint   NOT NULL,     -- time of the latest record
    arrived_ns bigint   NOT NULL,     -- retention keeps what was brought in lately, however old it is
    times      bigint[] NOT NULL,     -- logs.time_ns and logs.hash of each record, in the order of data
    hashes     bigint[] NOT NULL,
    texts      bytea,                 -- ids of texts that data refers to, varints, in the order of reference
    data       bytea    NOT NULL      -- zstd; core/store/chunk/logchunkformat.h describes what is inside
);
ALTER TABLE log_chunks ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX log_chunks_by_end ON log_chunks (end_ns);

-- One row for each record: what it is found by. A record that is sent again has the same time and hash, whoever receives it.
CREATE TABLE logs (
    time_ns  bigint   NOT NULL,       -- when it happened, else when it was observed, else when it arrived
    hash     bigint   NOT NULL,       -- of everything that was sent
    severity smallint NOT NULL,       -- OpenTelemetry's SeverityNumber, 0 unknown
    service  bigint   NOT NULL,       -- services.id; not checked for every record, names are never removed
    trace    bytea,                   -- 16 bytes; of a trace whose spans may be here or not
    place    bigint   NOT NULL,       -- log_chunks.id * 4096 + number within the chunk
    PRIMARY KEY (time_ns, hash)
);
CREATE INDEX logs_by_trace ON logs (trace, time_ns, place) WHERE trace IS NOT NULL;
CREATE INDEX logs_errors ON logs (time_ns, hash) WHERE severity >= 17;

-- What the spans of a chunk have, as a Bloom filter of marks (core/search/marks.h): attributes, their values, texts. The server
-- itself looks at the bits. Chunks that an earlier Spanwise wrote, before or after this, have none and are always looked at.
CREATE TABLE marks (
    chunk bigint PRIMARY KEY,         -- chunks.id
    data  bytea  NOT NULL
);
ALTER TABLE marks ALTER COLUMN data SET STORAGE EXTERNAL;
ALTER TABLE chunks ADD COLUMN marked boolean NOT NULL DEFAULT false;
CREATE INDEX chunks_unmarked ON chunks (id) WHERE NOT marked;

-- Texts that words are looked for in beside question, answer and root name, each once, as their words (see search): names, errors,
-- documents. The mark of a passage is among the marks of every chunk that has it. Has an index of trigrams
-- (passages_trigrams) where search has one.
CREATE TABLE passages (
    mark    bigint PRIMARY KEY,       -- XXH3, 64 bits, of the text
    seen_ns bigint NOT NULL,          -- no chunk that arrived two days or more after it has the passage
    text    text   NOT NULL
) WITH (fillfactor = 85);
-- A passage goes when every trace that is left arrived more than two days after it was seen.
CREATE INDEX passages_by_time ON passages (seen_ns);
CREATE INDEX traces_by_arrival ON traces (arrived_ns);
