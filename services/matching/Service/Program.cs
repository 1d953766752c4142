using Matching.Matches;

var app = MatchingHost.Build(args);
await app.RunAsync();
