-- SPDX-License-Identifier: GPL-3.0-or-later
-- A store of schema version 5, as its sqlite3 .dump: four queries that arrived in two pieces, long texts, a failed span.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE services (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    last_seen_ns INTEGER NOT NULL
);
INSERT INTO services VALUES(1,'shop',400000000);
CREATE TABLE step_names (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE
);
CREATE TABLE chunks (
    id       INTEGER PRIMARY KEY,  -- traces.seq * 16777216 + number within the trace
    span_ids BLOB    NOT NULL,     -- 8 bytes each, in the order of data
    texts    BLOB,                 -- ids of texts that data refers to, varints, in the order of reference
    data     BLOB    NOT NULL      -- zstd; core/store/chunk/chunkformat.h describes what is inside
, documents BLOB);
INSERT INTO chunks VALUES(16777216,X'000000000000000a000000000000000b',X'0102',X'28b52ffd24bd750500728a282c802b6c033330037d1a13901cea60326a22b9d4142437f17c12a091c16ddb369bc18354b3d7b0f137b9904e32090f08f0433880d9e8b8181af7a0c02dcc8a632469131f1cd7f1c8b88d34d820e406099861a626f96e11698243f3aafef6c26d8553404f94888078706860586814e44729c5cb67b55e9f7a34d9a66d8d5423b8253d9d45df2e6dffec4c62749af6ddaab2ea56e554c79ec6e69e6b07a02806cb7b1c02009b895ecb4141017e4660f6',NULL);
INSERT INTO chunks VALUES(33554432,X'00000000000000140000000000000015',X'0302',X'28b52ffd24be9d0500840a010c0c081b0606090420040c0400616e737765725f71756572797175657374696f6e7768792069732074686520736b7920626c75652c20706172742032746f6b656e7372657472696576616c686173683031323334353637383961626364656674657874736572766963652e6e616d6573686f700101120114160001161600160002208088debe0180aaea5500030201040601010804182180897a80ab8f120a01020c010e10010302009b895ecb414101d8b5c323',NULL);
INSERT INTO chunks VALUES(33554433,X'0000000000000016',NULL,X'28b52ffd245189020001060a05030c040067656e65726174696f6e6d6f64656c6d2d31736572766963652e6e616d6573686f7001010601080a00010a0a000a00013180bce7d101809c9c390000000000000000001402010201043cec568a',NULL);
INSERT INTO chunks VALUES(50331648,X'000000000000001e000000000000001f',X'0102',X'28b52ffd24be9d0500840a010c0c081b0606090420040c0400616e737765725f71756572797175657374696f6e7768792069732074686520736b7920626c75652c20706172742033746f6b656e7372657472696576616c686173683031323334353637383961626364656674657874736572766963652e6e616d6573686f70010112011416000116160016000220808c8d9e0280aaea5500030201040601010804182180897a80ab8f120a01020c010e10010302009b895ecb414101a8f2d35e',NULL);
INSERT INTO chunks VALUES(67108864,X'00000000000000280000000000000029',X'0302',X'28b52ffd24be9d0500840a010c0c081b0606090420040c0400616e737765725f71756572797175657374696f6e7768792069732074686520736b7920626c75652c20706172742034746f6b656e7372657472696576616c686173683031323334353637383961626364656674657874736572766963652e6e616d6573686f700101120114160001161600160002208090bcfd0280aaea5500030201040601010804182180897a80ab8f120a01020c010e10010302009b895ecb414101ee44a801',NULL);
INSERT INTO chunks VALUES(67108865,X'000000000000002a',NULL,X'28b52ffd245189020001060a05030c040067656e65726174696f6e6d6f64656c6d2d31736572766963652e6e616d6573686f7001010601080a00010a0a000a00013180c4c59003809c9c390000000000000000002802010201041dcf9c7d',NULL);
CREATE TABLE counters (
    name  TEXT    PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counters VALUES('indexed_passage',0);
INSERT INTO counters VALUES('indexed_seq',0);
INSERT INTO counters VALUES('logs',0);
INSERT INTO counters VALUES('removed_at_ns',0);
INSERT INTO counters VALUES('removed_spans',0);
INSERT INTO counters VALUES('removed_traces',0);
INSERT INTO counters VALUES('spans',10);
INSERT INTO counters VALUES('traces',4);
INSERT INTO counters VALUES('unmarked_seq',0);
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
CREATE TABLE arrivals (
    time_ns INTEGER PRIMARY KEY,      -- begin of an hour
    seq     INTEGER NOT NULL          -- traces with this seq or a smaller one had arrived when that hour ended
);
CREATE TABLE log_chunks (
    id         INTEGER PRIMARY KEY,   -- order of arrival
    end_ns     INTEGER NOT NULL,      -- time of the latest record
    arrived_ns INTEGER NOT NULL,      -- retention keeps what was brought in lately, however old it is
    keys       BLOB    NOT NULL,      -- logs.time_ns and logs.hash of each record, 8 bytes each, little-endian, in the order of data
    texts      BLOB,                  -- ids of texts that data refers to, varints, in the order of reference
    data       BLOB    NOT NULL       -- zstd; core/store/chunk/logchunkformat.h describes what is inside
);
CREATE TABLE log_traces (
    id    INTEGER PRIMARY KEY,
    trace BLOB    NOT NULL UNIQUE     -- 16 bytes; of a trace whose spans may be here or not
);
CREATE TABLE logs (
    time_ns  INTEGER NOT NULL,        -- when it happened, else when it was observed, else when it arrived
    hash     INTEGER NOT NULL,        -- of everything that was sent
    severity INTEGER NOT NULL,        -- OpenTelemetry's SeverityNumber, 0 unknown
    service  INTEGER NOT NULL REFERENCES services(id),
    trace    INTEGER REFERENCES log_traces(id),
    place    INTEGER NOT NULL,        -- log_chunks.id * 4096 + number within the chunk
    PRIMARY KEY (time_ns, hash)
) WITHOUT ROWID;
CREATE TABLE trace_ids     (id BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE trace_ids_new (id BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO trace_ids_new VALUES(X'00000000000000000000000000000001',1);
INSERT INTO trace_ids_new VALUES(X'00000000000000000000000000000002',2);
INSERT INTO trace_ids_new VALUES(X'00000000000000000000000000000003',3);
INSERT INTO trace_ids_new VALUES(X'00000000000000000000000000000004',4);
CREATE TABLE text_hashes     (hash BLOB PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE text_hashes_new (hash BLOB PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO text_hashes_new VALUES(X'8aaa90d5aeb4044ce272287f18545b1b',2);
INSERT INTO text_hashes_new VALUES(X'97133ea56f6c173db2ade5e0f89c8b34',3);
INSERT INTO text_hashes_new VALUES(X'c04e440b8047a1f6f580a8dd0a22fc94',1);
CREATE TABLE IF NOT EXISTS "traces" (
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
INSERT INTO traces VALUES(1,X'00000000000000000000000000000001',100000000,190000000,1,'answer_query','',2,0,0,1,0,0,1,12,0,0.0,NULL,NULL,NULL,3,100000000,X'','why is the sky blue, part 1',NULL,NULL,1,NULL,NULL,0);
INSERT INTO traces VALUES(2,X'00000000000000000000000000000002',200000000,290000000,1,'answer_query','',3,1,0,1,0,1,1,12,0,0.0,NULL,NULL,NULL,3,200000000,X'','why is the sky blue, part 2',NULL,NULL,3,NULL,NULL,0);
INSERT INTO traces VALUES(3,X'00000000000000000000000000000003',300000000,390000000,1,'answer_query','',2,0,0,1,0,0,1,12,0,0.0,NULL,NULL,NULL,3,300000000,X'','why is the sky blue, part 3',NULL,NULL,1,NULL,NULL,0);
INSERT INTO traces VALUES(4,X'00000000000000000000000000000004',400000000,490000000,1,'answer_query','',3,1,0,1,0,1,1,12,0,0.0,NULL,NULL,NULL,3,400000000,X'','why is the sky blue, part 4',NULL,NULL,3,NULL,NULL,0);
CREATE TABLE IF NOT EXISTS "texts" (
    id   INTEGER PRIMARY KEY,
    hash BLOB    NOT NULL,         -- XXH3, 128 bits, of the text; text_hashes finds it
    size INTEGER NOT NULL,         -- bytes of the text
    refs INTEGER NOT NULL,         -- chunks and traces that refer to it
    data BLOB    NOT NULL          -- zstd
);
INSERT INTO texts VALUES(1,X'c04e440b8047a1f6f580a8dd0a22fc94',301,4,X'28b52ffd642d00550000187878310100272ac00265c1cf21');
INSERT INTO texts VALUES(2,X'8aaa90d5aeb4044ce272287f18545b1b',1000,4,X'28b52ffd64e8024d00001064640100e32b800564f7913f');
INSERT INTO texts VALUES(3,X'97133ea56f6c173db2ade5e0f89c8b34',301,4,X'28b52ffd642d00550000187878300100272ac00214cf24cc');
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
CREATE TABLE text_segments (
    id       INTEGER PRIMARY KEY,
    last_seq INTEGER NOT NULL,     -- the largest of traces
    traces   BLOB    NOT NULL      -- their seqs: zigzag varints, each the difference to the one before
);
CREATE TABLE text_postings (
    id   INTEGER PRIMARY KEY,      -- text_segments.id * 65536 + bucket
    data BLOB    NOT NULL
);
CREATE TABLE reindex (stamp INTEGER PRIMARY KEY AUTOINCREMENT, trace INTEGER NOT NULL);
CREATE TABLE marks (
    chunk INTEGER PRIMARY KEY,     -- chunks.id
    data  BLOB    NOT NULL
);
INSERT INTO marks VALUES(16777216,X'10096f44212bc05e0a2a08a9401202aa275639a8');
INSERT INTO marks VALUES(33554432,X'10096744210b05df8aa808a14012022a2356b9a9');
INSERT INTO marks VALUES(33554433,X'4003063aa98080ba35');
INSERT INTO marks VALUES(50331648,X'14084744690b405e0a2828a94012022a2356b9a8');
INSERT INTO marks VALUES(67108864,X'10086744212b045e0aa848a1401a02aa2356f9a9');
INSERT INTO marks VALUES(67108865,X'4003063aa98080ba35');
CREATE TABLE passages (
    id      INTEGER PRIMARY KEY,
    mark    INTEGER NOT NULL UNIQUE, -- XXH3, 64 bits, of the text
    seen    INTEGER NOT NULL,        -- no trace with a seq 20000 or more above it has the passage
    text    TEXT,
    text_id INTEGER REFERENCES texts(id) -- of long ones, which count as one reference more
);
INSERT INTO passages VALUES(1,7798715860889640331,1,'answer_query',NULL);
INSERT INTO passages VALUES(2,533911863263357192,1,'retrieval',NULL);
INSERT INTO passages VALUES(3,-2562557874688559818,2,'generation',NULL);
DELETE FROM sqlite_sequence;
CREATE INDEX replays_by_original ON replays (original, started_ns);
CREATE INDEX replays_by_time ON replays (started_ns);
CREATE INDEX alerts_by_time ON alerts (time_ns);
CREATE INDEX log_chunks_by_end ON log_chunks (end_ns);
CREATE INDEX logs_by_trace ON logs (trace, time_ns, place) WHERE trace IS NOT NULL;
CREATE INDEX logs_errors ON logs (time_ns, place) WHERE severity >= 17;
CREATE INDEX traces_newest ON traces (begin_ns, end_ns, service, trouble, is_query, hallucination);
CREATE INDEX traces_trouble ON traces (begin_ns) WHERE trouble = 1;
CREATE INDEX traces_replays ON traces (replay_of) WHERE replay_of IS NOT NULL;
CREATE INDEX traces_pinned ON traces (begin_ns) WHERE pinned = 1;
COMMIT;
