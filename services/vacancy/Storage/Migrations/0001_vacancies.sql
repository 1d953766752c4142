-- The body is the wire message without what can be derived: names, labels, SSYK, state and times stand in columns or in
-- the taxonomy. Times are milliseconds since 1970.
CREATE TABLE vacancies (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    state BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    system TEXT,
    external_id TEXT,
    municipality TEXT NOT NULL,
    occupation TEXT NOT NULL,
    ssyk TEXT NOT NULL,
    publish_time BIGINT,
    expire_time BIGINT,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    close_time BIGINT,
    body BYTEA NOT NULL
);
CREATE UNIQUE INDEX vacancies_by_sequence ON vacancies (sequence);
CREATE UNIQUE INDEX vacancies_by_source ON vacancies (system, external_id);
CREATE INDEX vacancies_by_municipality ON vacancies (municipality, id);
CREATE INDEX vacancies_by_ssyk ON vacancies (ssyk, id);

CREATE TABLE needs (
    id TEXT PRIMARY KEY,
    create_time BIGINT NOT NULL,
    body BYTEA NOT NULL
);
