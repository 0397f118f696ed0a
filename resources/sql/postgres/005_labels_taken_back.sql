-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 5: when labels were taken back (../010_labels_taken_back.sql).

CREATE TABLE labels_taken_back (
    trace    bytea  NOT NULL REFERENCES traces (id) ON DELETE CASCADE,
    document bigint NOT NULL,        -- as in document_labels; 0: what was said about the query itself
    question bigint NOT NULL,
    time_ns  bigint NOT NULL,
    PRIMARY KEY (trace, document)
);
CREATE INDEX labels_taken_back_by_question ON labels_taken_back (question, document) WHERE question <> 0;
