-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 7: which data points files have brought (../012_recorded_points.sql), for each Spanwise as its metric rows.

CREATE TABLE recorded_points (
    origin  bigint NOT NULL,         -- which Spanwise
    time_ns bigint NOT NULL,         -- of the point
    hash    bigint NOT NULL,
    PRIMARY KEY (origin, time_ns, hash)
);
CREATE INDEX recorded_points_by_time ON recorded_points (time_ns);
