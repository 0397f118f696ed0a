-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 2: when traces arrived, to the hour. Retention keeps what was brought in lately (an old trace file that was
-- opened today), however long ago it happened.

CREATE TABLE arrivals (
    time_ns INTEGER PRIMARY KEY,      -- begin of an hour
    seq     INTEGER NOT NULL          -- traces with this seq or a smaller one had arrived when that hour ended
);
-- Of the traces that are here already nobody knows; they go by their own times alone.
INSERT INTO arrivals SELECT 0, seq FROM traces ORDER BY seq DESC LIMIT 1;
