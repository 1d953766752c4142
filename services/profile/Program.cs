using Matching.Hosting;
using Matching.Profiles;

return await ServiceProgram.RunAsync(args, arguments => ProfileHost.Build(arguments), Console.Error);
