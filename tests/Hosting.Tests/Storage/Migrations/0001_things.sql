CREATE TABLE things (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    sequence BIGINT NOT NULL
);
CREATE UNIQUE INDEX things_by_sequence ON things (sequence);
