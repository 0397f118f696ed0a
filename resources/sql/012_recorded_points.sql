-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 12: which data points files have brought, so that the same file adds nothing when it comes again.

CREATE TABLE recorded_points (
    time_ns INTEGER NOT NULL,         -- of the point
    hash    INTEGER NOT NULL,         -- of its stream, interval and value
    PRIMARY KEY (time_ns, hash)
) WITHOUT ROWID;
