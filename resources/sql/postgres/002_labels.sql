-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 2: what people of the team say about queries and their documents (../006_labels.sql). Labels live as long as their
-- trace.

CREATE TABLE query_labels (
    trace   bytea  PRIMARY KEY REFERENCES traces (id) ON DELETE CASCADE,
    verdict bigint,                  -- Verdict: 1 good, 2 bad, NULL: a note alone
    note    bytea  NOT NULL,
    time_ns bigint NOT NULL
);
CREATE INDEX query_labels_by_time ON query_labels (time_ns);

CREATE TABLE document_labels (
    trace    bytea   NOT NULL REFERENCES traces (id) ON DELETE CASCADE,
    document bigint  NOT NULL,       -- core/genai/documentkey.h, as in sightings
    question bigint  NOT NULL,       -- core/genai/questionkey.h; 0: none
    wanted   boolean NOT NULL,
    id       bytea   NOT NULL,
    title    bytea   NOT NULL,
    time_ns  bigint  NOT NULL,
    PRIMARY KEY (trace, document)
);
CREATE INDEX document_labels_by_question ON document_labels (question, document) WHERE question <> 0;
CREATE INDEX document_labels_by_time ON document_labels (time_ns);
