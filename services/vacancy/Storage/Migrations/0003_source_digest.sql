-- What an import read last: the digest of the ad's text and of the version that read it. NULL where somebody has changed the
-- vacancy since.
ALTER TABLE vacancies ADD COLUMN source_digest TEXT;
CREATE INDEX vacancies_by_source_digest ON vacancies (source_digest) WHERE source_digest IS NOT NULL;
