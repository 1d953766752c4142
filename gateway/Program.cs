using Matching.Gateway;

await GatewayHost.Build(args).RunAsync();
