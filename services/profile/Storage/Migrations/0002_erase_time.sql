-- When it was erased, in milliseconds since 1970: the row goes some time after. What was erased before this column came
-- counts as long ago.
ALTER TABLE profiles ADD COLUMN erase_time BIGINT NOT NULL DEFAULT 0;
CREATE INDEX profiles_by_erasure ON profiles (erase_time) WHERE data IS NULL;
