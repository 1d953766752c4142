-- A text is looked for within one feed: with the system in it, SQLite takes this index rather than read all of the feed.
DROP INDEX vacancies_by_source_digest;
CREATE INDEX vacancies_by_source_digest ON vacancies (source_digest, system, external_id)
    WHERE source_digest IS NOT NULL;
