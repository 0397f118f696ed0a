-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The shared history of a team in PostgreSQL, schema version 1: the tables of ../*.sql in PostgreSQL's
-- types, changed where several Spanwises write at the same time. Everything is in one schema ("spanwise" unless the
-- store's address says another). Instants are nanoseconds since 1970-01-01 UTC, lengths are nanoseconds, ids are bytea as
-- OpenTelemetry defines them. Names are text, with U+FFFD for what is not UTF-8; what a pipeline said is bytea, as it was sent.

CREATE TABLE schema_version (version integer NOT NULL);
INSERT INTO schema_version VALUES (0);

CREATE TABLE services (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text   NOT NULL UNIQUE
);

CREATE TABLE step_names (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text   NOT NULL UNIQUE
);

-- Each writer takes numbers by the block, so that it does not ask for every trace.
CREATE SEQUENCE trace_blocks;

-- One row for each trace: all that a list shows and filters, so that lists never touch spans. Whoever adds spans to a trace
-- holds its row locked: two writers never lose each other's spans.
CREATE TABLE traces (
    seq             bigint           PRIMARY KEY,
    id              bytea            NOT NULL UNIQUE,  -- 16 bytes
    arrived_ns      bigint           NOT NULL,         -- begin of the hour in which its first span arrived
    chunk_count     integer          NOT NULL,         -- moves with every change: what a writer remembers is as old as this
    begin_ns        bigint           NOT NULL,         -- earliest begin
    end_ns          bigint           NOT NULL,         -- latest end
    duration_ns     bigint           NOT NULL,         -- end - begin, as far as a bigint reaches
    service         bigint           NOT NULL REFERENCES services (id), -- of the naming span
    root_name       text             NOT NULL,         -- name of the naming span
    pipeline        text             NOT NULL,
    span_count      bigint           NOT NULL,
    error_count     bigint           NOT NULL,         -- spans that failed
    step_count      bigint           NOT NULL,         -- spans that are a step of a query
    has_root        boolean          NOT NULL,         -- a span without a parent has arrived
    failed          boolean          NOT NULL,         -- the naming span is an entry and failed
    trouble         boolean          NOT NULL,         -- failed, or error_count > 0
    is_query        boolean          NOT NULL,         -- has a question
    input_tokens    bigint           NOT NULL,
    output_tokens   bigint           NOT NULL,
    cost_usd        double precision NOT NULL,
    hallucination   double precision,                  -- 0 grounded .. 1 made up
    cache_hit       boolean,
    replay_of       bytea,                             -- id of the trace that this one is a replay of
    naming_rank     bigint           NOT NULL,         -- what the naming span is: 3 query, 2 root, 1 entry, 0 any
    naming_begin_ns bigint           NOT NULL,
    steps           bigint[]         NOT NULL,         -- ids of step_names, ascending
    question        bytea,                             -- here when it is short, in texts from 256 bytes on
    question_text   bigint,
    answer          bytea,
    answer_text     bigint,
    context         bytea,                             -- JSON, for replay
    context_text    bigint,
    pinned          boolean          NOT NULL DEFAULT false -- retention leaves it
) WITH (fillfactor = 85);

CREATE INDEX traces_newest ON traces (begin_ns DESC, id DESC);
CREATE INDEX traces_by_service ON traces (service, begin_ns DESC, id DESC);
CREATE INDEX traces_by_duration ON traces (duration_ns);
CREATE INDEX traces_trouble ON traces (begin_ns DESC, id DESC) WHERE trouble;
CREATE INDEX traces_pinned ON traces (begin_ns DESC, id DESC) WHERE pinned;
CREATE INDEX traces_replays ON traces (replay_of) WHERE replay_of IS NOT NULL;

-- The spans: what arrived of one trace in one transaction is one chunk.
CREATE TABLE chunks (
    id        bigint PRIMARY KEY,  -- traces.seq * 16777216 + number within the trace
    span_ids  bytea  NOT NULL,     -- 8 bytes each, in the order of data
    texts     bytea,               -- ids of texts that data refers to, varints, in the order of reference
    documents bigint[] NOT NULL,   -- sightings.document of these spans, for retention
    data      bytea  NOT NULL      -- zstd; core/store/chunk/chunkformat.h describes what is inside
);
ALTER TABLE chunks ALTER COLUMN data SET STORAGE EXTERNAL, ALTER COLUMN span_ids SET STORAGE EXTERNAL;

-- Strings of 256 bytes and more, each once, whatever refers to it.
CREATE TABLE texts (
    id   bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash bytea   NOT NULL UNIQUE,  -- XXH3, 128 bits, of the text
    size bigint  NOT NULL,         -- bytes of the text
    refs bigint  NOT NULL,         -- chunks and traces that refer to it
    data bytea   NOT NULL          -- zstd
) WITH (fillfactor = 85);
ALTER TABLE texts ALTER COLUMN data SET STORAGE EXTERNAL;

-- Which traces saw which document, in which step, at what rank. A document is its content, or its id when it was sent without
-- (core/genai/documentkey.h).
CREATE TABLE sightings (
    document bigint NOT NULL,
    trace    bigint NOT NULL,
    step     bigint NOT NULL REFERENCES step_names (id),
    rank     bigint NOT NULL,      -- 1 is the best
    score    double precision,
    PRIMARY KEY (document, trace, step, rank)
);

-- The words of question, answer and root name, case folded, each once: what a search compares. Has an index of trigrams
-- (search_trigrams) where the extension pg_trgm may be used.
CREATE TABLE search (
    trace bigint PRIMARY KEY,
    text  text   NOT NULL
);

-- Sums over all slots count. Each writer adds to a slot of its own, so that none waits for another.
CREATE TABLE counters (
    name  text    NOT NULL,        -- traces, spans, bytes (of chunks, texts and rows, about), commits, removed_traces, removed_spans;
                                   -- removed_at_ns: the largest counts
    slot  integer NOT NULL,
    value bigint  NOT NULL,
    PRIMARY KEY (name, slot)
) WITH (fillfactor = 50);

-- What each Spanwise of the team wants kept. The one that wants most decides.
CREATE TABLE clients (
    origin     bigint PRIMARY KEY,
    keep_ns    bigint,               -- how long
    keep_bytes bigint,               -- how much
    seen       timestamptz NOT NULL
);

CREATE TABLE replays (
    replay      bytea  PRIMARY KEY,  -- trace id that was sent in traceparent
    original    bytea  NOT NULL,
    started_ns  bigint NOT NULL,
    duration_ns bigint NOT NULL,
    target      bytea  NOT NULL,
    outcome     bigint NOT NULL,     -- ReplayRecord::Outcome
    http_status bigint NOT NULL,
    message     bytea  NOT NULL,
    answer      bytea  NOT NULL
);
CREATE INDEX replays_by_original ON replays (original, started_ns);
CREATE INDEX replays_by_time ON replays (started_ns);

-- One row for each change of state of an alert.
CREATE TABLE alerts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time_ns    bigint NOT NULL,
    rule       text   NOT NULL,
    tags       text   NOT NULL,
    severity   bigint NOT NULL,      -- AlertSeverity
    from_state bigint NOT NULL,      -- AlertState
    to_state   bigint NOT NULL,
    value      double precision NOT NULL,
    expression text   NOT NULL
);
CREATE INDEX alerts_by_time ON alerts (time_ns);

CREATE TABLE metric_series (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text   NOT NULL,
    tags bytea  NOT NULL,            -- keys and values by turns, each a varint length and its bytes; sorted by key
    UNIQUE (name, tags)
);
-- Each Spanwise of the team measures what it receives itself.
CREATE TABLE metric_rows (
    origin        bigint NOT NULL,   -- which Spanwise
    resolution_ns bigint NOT NULL,
    time_ns       bigint NOT NULL,   -- begin of the interval
    series        bigint NOT NULL REFERENCES metric_series (id),
    count         bigint NOT NULL,
    sum           double precision NOT NULL,
    min           double precision NOT NULL,
    max           double precision NOT NULL,
    sketch        bytea  NOT NULL,
    PRIMARY KEY (origin, resolution_ns, time_ns, series)
);
