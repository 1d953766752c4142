using Matching.Hosting;
using Matching.Vacancies;

return await ServiceProgram.RunAsync(args, arguments => VacancyHost.Build(arguments), Console.Error);
