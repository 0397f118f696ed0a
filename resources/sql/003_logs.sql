-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 3: log records.

-- Records that arrived together, compressed together.
CREATE TABLE log_chunks (
    id         INTEGER PRIMARY KEY,   -- order of arrival
    end_ns     INTEGER NOT NULL,      -- time of the latest record
    arrived_ns INTEGER NOT NULL,      -- retention keeps what was brought in lately, however old it is
    keys       BLOB    NOT NULL,      -- logs.time_ns and logs.hash of each record, 8 bytes each, little-endian, in the order of data
    texts      BLOB,                  -- ids of texts that data refers to, varints, in the order of reference
    data       BLOB    NOT NULL       -- zstd; core/store/chunk/logchunkformat.h describes what is inside
);
CREATE INDEX log_chunks_by_end ON log_chunks (end_ns);

CREATE TABLE log_traces (
    id    INTEGER PRIMARY KEY,
    trace BLOB    NOT NULL UNIQUE     -- 16 bytes; of a trace whose spans may be here or not
);

-- One row for each record: what it is found by. A record that is sent again has the same time and hash.
CREATE TABLE logs (
    time_ns  INTEGER NOT NULL,        -- when it happened, else when it was observed, else when it arrived
    hash     INTEGER NOT NULL,        -- of everything that was sent
    severity INTEGER NOT NULL,        -- OpenTelemetry's SeverityNumber, 0 unknown
    service  INTEGER NOT NULL REFERENCES services(id),
    trace    INTEGER REFERENCES log_traces(id),
    place    INTEGER NOT NULL,        -- log_chunks.id * 4096 + number within the chunk
    PRIMARY KEY (time_ns, hash)
) WITHOUT ROWID;
CREATE INDEX logs_by_trace ON logs (trace, time_ns, place) WHERE trace IS NOT NULL;
CREATE INDEX logs_errors ON logs (time_ns, place) WHERE severity >= 17;

INSERT INTO counters VALUES ('logs', 0);
