-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 6: exemplars (../011_exemplars.sql). The team shares them: whoever received one.

CREATE TABLE exemplars (
    series     bigint NOT NULL REFERENCES metric_series (id),
    time_ns    bigint NOT NULL,      -- when it was measured
    trace      bytea  NOT NULL,      -- 16 bytes, zeros: of none
    span       bytea  NOT NULL,      -- 8 bytes
    value      double precision NOT NULL,
    attributes bytea  NOT NULL,      -- a JSON object, or nothing; UTF-8 as it was sent
    PRIMARY KEY (series, time_ns, trace, span, value)
);
CREATE INDEX exemplars_by_trace ON exemplars (trace, time_ns);
CREATE INDEX exemplars_by_time ON exemplars (time_ns);
