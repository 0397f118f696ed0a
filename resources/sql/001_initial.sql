-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The history of Spanwise, schema version 1. The file is yours: read it with any SQLite tool while Spanwise runs.
-- Instants are nanoseconds since 1970-01-01 UTC, lengths are nanoseconds, ids are blobs as OpenTelemetry defines them.

-- One row for each trace: all that a list shows and filters, so that lists never touch spans.
-- question, answer and context are here when they are short, and in texts (question_text, ...) from 256 bytes on.
CREATE TABLE traces (
    seq             INTEGER PRIMARY KEY,          -- order of first arrival
    id              BLOB    NOT NULL UNIQUE,      -- 16 bytes
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
    context_text    INTEGER REFERENCES texts(id)
);

-- Newest first, with what the usual filters ask, so that a filter that matches little reads this index alone.
CREATE INDEX traces_newest ON traces (begin_ns, end_ns, service, trouble, is_query, hallucination);
CREATE INDEX traces_trouble ON traces (begin_ns) WHERE trouble = 1;
CREATE INDEX traces_replays ON traces (replay_of) WHERE replay_of IS NOT NULL;

CREATE TABLE services (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    last_seen_ns INTEGER NOT NULL
);

CREATE TABLE step_names (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE
);

-- The spans: what arrived of one trace in one transaction is one chunk.
CREATE TABLE chunks (
    id       INTEGER PRIMARY KEY,  -- traces.seq * 16777216 + number within the trace
    span_ids BLOB    NOT NULL,     -- 8 bytes each, in the order of data
    texts    BLOB,                 -- ids of texts that data refers to, varints, in the order of reference
    data     BLOB    NOT NULL      -- zstd; core/store/chunk/chunkformat.h describes what is inside
);

-- Strings of 256 bytes and more, each once, whatever refers to it.
CREATE TABLE texts (
    id   INTEGER PRIMARY KEY,
    hash BLOB    NOT NULL UNIQUE,  -- XXH3, 128 bits, of the text
    size INTEGER NOT NULL,         -- bytes of the text
    refs INTEGER NOT NULL,         -- chunks and traces that refer to it
    data BLOB    NOT NULL          -- zstd
);

-- Substrings of question, answer and root name (case folded). Rows follow traces by some seconds: those with a seq above
-- counters.indexed_seq, and those in reindex, are not in it yet and are searched one by one.
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', detail = none, columnsize = 0, tokenize = 'trigram');
CREATE TABLE reindex (trace INTEGER PRIMARY KEY);

CREATE TABLE counters (
    name  TEXT    PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counters VALUES ('traces', 0), ('spans', 0), ('indexed_seq', 0);

CREATE TABLE replays (
    replay      BLOB    PRIMARY KEY,  -- trace id that was sent in traceparent
    original    BLOB    NOT NULL,
    started_ns  INTEGER NOT NULL,
    duration_ns INTEGER NOT NULL,
    target      TEXT    NOT NULL,
    outcome     INTEGER NOT NULL,     -- ReplayRecord::Outcome
    http_status INTEGER NOT NULL,
    message     TEXT    NOT NULL,
    answer      TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX replays_by_original ON replays (original, started_ns);
CREATE INDEX replays_by_time ON replays (started_ns);

-- One row for each change of state of an alert.
CREATE TABLE alerts (
    id         INTEGER PRIMARY KEY,
    time_ns    INTEGER NOT NULL,
    rule       TEXT    NOT NULL,
    tags       TEXT    NOT NULL,
    severity   INTEGER NOT NULL,      -- AlertSeverity
    from_state INTEGER NOT NULL,      -- AlertState
    to_state   INTEGER NOT NULL,
    value      REAL,                  -- NULL: not a number
    expression TEXT    NOT NULL
);
CREATE INDEX alerts_by_time ON alerts (time_ns);

CREATE TABLE metric_series (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL,
    tags BLOB    NOT NULL,            -- keys and values by turns, each a varint length and its bytes; sorted by key
    UNIQUE (name, tags)
);
CREATE TABLE metric_rows (
    resolution_ns INTEGER NOT NULL,
    time_ns       INTEGER NOT NULL,   -- begin of the interval
    series        INTEGER NOT NULL REFERENCES metric_series(id),
    count         INTEGER NOT NULL,
    sum           REAL,               -- NULL: not a number
    min           REAL,
    max           REAL,
    sketch        BLOB    NOT NULL,
    PRIMARY KEY (resolution_ns, time_ns, series)
) WITHOUT ROWID;
