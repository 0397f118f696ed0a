-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 11: exemplars, the measurements that lead from a metric to a trace.

CREATE TABLE exemplars (
    series     INTEGER NOT NULL REFERENCES metric_series(id),
    time_ns    INTEGER NOT NULL,     -- when it was measured
    trace      BLOB    NOT NULL,     -- 16 bytes, zeros: of none; its spans may be here or not
    span       BLOB    NOT NULL,     -- 8 bytes
    value      REAL    NOT NULL,
    attributes TEXT    NOT NULL,     -- a JSON object, or nothing
    PRIMARY KEY (series, time_ns, trace, span, value)
) WITHOUT ROWID;
CREATE INDEX exemplars_by_trace ON exemplars (trace, time_ns);
CREATE INDEX exemplars_by_time ON exemplars (time_ns);
