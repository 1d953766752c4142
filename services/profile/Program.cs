using Matching.Profiles;

var app = ProfileHost.Build(args);
await app.RunAsync();
