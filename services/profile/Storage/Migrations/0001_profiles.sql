-- A candidate or a household; data is the wire message, NULL once it is erased. The row that stays tells the feed's readers.
CREATE TABLE profiles (
    name TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    -- The sequence of its creation, by which lists are ordered, and of its last change.
    created BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    data BYTEA
);
CREATE UNIQUE INDEX profiles_by_creation ON profiles (created);
CREATE UNIQUE INDEX profiles_by_sequence ON profiles (sequence);

CREATE TABLE validation_results (
    name TEXT PRIMARY KEY,
    candidate TEXT NOT NULL,
    created BIGINT NOT NULL,
    data BYTEA NOT NULL
);
CREATE INDEX validation_results_by_candidate ON validation_results (candidate, created);

CREATE TABLE household_members (
    household TEXT NOT NULL,
    candidate TEXT NOT NULL,
    PRIMARY KEY (household, candidate)
);
CREATE INDEX household_members_by_candidate ON household_members (candidate);
