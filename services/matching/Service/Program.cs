using Matching.Hosting;
using Matching.Matches;

return await ServiceProgram.RunAsync(args, arguments => MatchingHost.Build(arguments), Console.Error);
