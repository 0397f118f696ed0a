-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 6: what people say about queries and their documents.

-- Good or bad, and why. One row for each query that someone has spoken about.
CREATE TABLE query_labels (
    trace   BLOB    PRIMARY KEY,     -- traces.id
    verdict INTEGER,                 -- Verdict: 1 good, 2 bad, NULL: a note alone
    note    TEXT    NOT NULL,
    time_ns INTEGER NOT NULL         -- when it was given
) WITHOUT ROWID;
CREATE INDEX query_labels_by_time ON query_labels (time_ns);

-- Documents that should, or should not, be found for a question.
CREATE TABLE document_labels (
    trace    BLOB    NOT NULL,       -- traces.id of the query in which it was said
    document INTEGER NOT NULL,       -- core/genai/documentkey.h, as in sightings
    question INTEGER NOT NULL,       -- core/genai/questionkey.h; 0: none
    wanted   INTEGER NOT NULL,       -- 1 should be found, 0 should not
    id       TEXT    NOT NULL,       -- as the pipeline called it
    title    TEXT    NOT NULL,
    time_ns  INTEGER NOT NULL,
    PRIMARY KEY (trace, document)
) WITHOUT ROWID;
CREATE INDEX document_labels_by_question ON document_labels (question, document) WHERE question <> 0;
CREATE INDEX document_labels_by_time ON document_labels (time_ns);

-- Labels live as long as their trace.
CREATE TRIGGER labels_go_with_their_trace AFTER DELETE ON traces BEGIN
    DELETE FROM query_labels WHERE trace = OLD.id;
    DELETE FROM document_labels WHERE trace = OLD.id;
END;
