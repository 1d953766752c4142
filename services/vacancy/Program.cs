using Matching.Vacancies;

await VacancyHost.Build(args).RunAsync();
