-- Candidates who have been erased: a ranking that was being answered meanwhile is not kept.
CREATE TABLE erasures (candidate TEXT PRIMARY KEY);
