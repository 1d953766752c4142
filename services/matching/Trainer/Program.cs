using System.CommandLine;
using Matching.Trainer;

return await TrainerCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration(), CancellationToken.None);
