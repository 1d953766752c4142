-- An answered ranking; head is the wire message without its items.
CREATE TABLE rankings (
    name TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    create_time BIGINT NOT NULL,
    head BYTEA NOT NULL
);
CREATE INDEX rankings_by_subject ON rankings (subject);

-- What a ranking showed; data is the wire message of the item.
CREATE TABLE ranking_items (
    ranking TEXT NOT NULL,
    position BIGINT NOT NULL,
    item TEXT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (ranking, position)
);
CREATE INDEX ranking_items_by_item ON ranking_items (item);

-- What became of what was shown.
CREATE TABLE feedback (
    event_id TEXT PRIMARY KEY,
    ranking TEXT NOT NULL,
    item TEXT NOT NULL,
    type BIGINT NOT NULL,
    event_time BIGINT NOT NULL,
    record_time BIGINT NOT NULL
);
CREATE INDEX feedback_by_ranking ON feedback (ranking);
CREATE INDEX feedback_by_item ON feedback (item);
