-- The closed ones (state 3) by age: they go a year after.
CREATE INDEX vacancies_by_closing ON vacancies (close_time) WHERE state = 3;
