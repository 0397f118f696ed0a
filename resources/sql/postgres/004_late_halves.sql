-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 4: spans that arrive in pieces, and traces whose id some services know only half of (../009_late_halves.sql).

-- So many of the spans of a chunk are in an earlier chunk of the trace, too. Here each is whole, and takes the place of the earlier one.
ALTER TABLE chunks ADD COLUMN repeated bigint NOT NULL DEFAULT 0;

-- The other id of a trace: one of the two is the low half of the other.
CREATE TABLE trace_aliases (
    id    bytea  PRIMARY KEY,        -- 16 bytes
    trace bigint NOT NULL REFERENCES traces (seq) ON DELETE CASCADE -- whose row has the id that came first
);
CREATE INDEX trace_aliases_by_trace ON trace_aliases (trace);
-- Finds a trace by the half of its id, whoever of the team stored it.
CREATE INDEX traces_by_half ON traces (substring(id FROM 9));
