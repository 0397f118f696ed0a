-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 10: when labels were taken back, so that an older export does not bring them in again.

-- One row for each label that is not there any more; it lives as long as its trace.
CREATE TABLE labels_taken_back (
    trace    BLOB    NOT NULL,       -- traces.id
    document INTEGER NOT NULL,       -- as in document_labels; 0: what was said about the query itself
    question INTEGER NOT NULL,       -- as in document_labels
    time_ns  INTEGER NOT NULL,
    PRIMARY KEY (trace, document)
) WITHOUT ROWID;
CREATE INDEX labels_taken_back_by_question ON labels_taken_back (question, document) WHERE question <> 0;
CREATE TRIGGER taken_back_labels_go_with_their_trace AFTER DELETE ON traces BEGIN
    DELETE FROM labels_taken_back WHERE trace = OLD.id;
END;
