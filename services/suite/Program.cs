using Matching.Suite;

using var stop = new StopSignal();
return await SuiteRun.RunAsync(args, stop.Token);
