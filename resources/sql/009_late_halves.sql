-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 9: spans that arrive in pieces, and traces whose id some services know only half of.

-- So many of the spans of a chunk are in an earlier chunk of the trace, too: more of them arrived later. Here each is whole, and
-- takes the place of the earlier one; the earlier one stays as it was sent. NULL: none.
ALTER TABLE chunks ADD COLUMN repeated INTEGER;

-- The other id of a trace: one of the two is the low half of the other (a service that knows 64 bits of an id of 128).
CREATE TABLE trace_aliases (
    id    BLOB    PRIMARY KEY,       -- 16 bytes
    trace INTEGER NOT NULL           -- traces.seq, whose row has the id that came first
) WITHOUT ROWID;
CREATE INDEX trace_aliases_by_trace ON trace_aliases (trace);
CREATE TRIGGER aliases_go_with_their_trace AFTER DELETE ON traces BEGIN
    DELETE FROM trace_aliases WHERE trace = OLD.seq;
END;
