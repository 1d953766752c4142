using Matching.Fleet;
using Matching.Suite;

using var stop = new StopSignal();
return await FleetCommands.RunAsync(args, stop.Token);
