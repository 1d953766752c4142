-- Which model ranked, and for which arm: for exports and reports that need not read the rankings themselves.
ALTER TABLE rankings ADD COLUMN model TEXT NOT NULL DEFAULT 'models/expert-1';
ALTER TABLE rankings ADD COLUMN arm BIGINT NOT NULL DEFAULT 0;
CREATE INDEX rankings_by_time ON rankings (create_time, name, model, arm);

-- A trained model: head is the wire message, bundle the bytes it was uploaded as, state what is not told by the rollout.
CREATE TABLE models (
    name TEXT PRIMARY KEY,
    state BIGINT NOT NULL,
    head BYTEA NOT NULL,
    bundle BYTEA NOT NULL
);

-- Which models rank; head is the wire message.
CREATE TABLE model_rollout (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL,
    head BYTEA NOT NULL
);

-- What was decided about models; sequence is the feed's, so that every replica follows it.
CREATE TABLE model_decisions (
    sequence BIGINT PRIMARY KEY,
    model TEXT NOT NULL,
    previous TEXT NOT NULL,
    data BYTEA NOT NULL
);
CREATE INDEX model_decisions_by_model ON model_decisions (model, sequence);

-- Random keys that never leave the store: what blinds names in exports and deals subjects to arms.
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BYTEA NOT NULL);
