using System.CommandLine;
using System.CommandLine.Parsing;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>A running matching service, as commands reach it.</summary>
internal sealed class Service : IDisposable
{
    private const int MaxMessageBytes = 32 << 20;

    /// <summary>How long a call may take that does not stream.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly GrpcChannel _channel;

    private Service(Uri address)
    {
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageBytes });
        Models = new ModelService.ModelServiceClient(_channel);
        Matching = new MatchingService.MatchingServiceClient(_channel);
    }

    public ModelService.ModelServiceClient Models { get; }

    public MatchingService.MatchingServiceClient Matching { get; }

    /// <summary>A deadline for one call.</summary>
    public static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime + Patience;

    public static Option<Uri> Address() => new Option<Uri>("--service")
    {
        Description = "The address of the matching service or of the gateway's gRPC.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"'{result.Tokens[0].Value}' is not an address such as http://127.0.0.1:8081.");
            return null;
        },
    }.Defaults(new Uri("http://127.0.0.1:8081"));

    public static Service At(ParseResult parse, Option<Uri> address) => new(parse.GetValue(address)!);

    /// <summary>What a model is called on the wire, also where only its id was given.</summary>
    public static string ModelName(string name) =>
        name.StartsWith("models/", StringComparison.Ordinal) ? name : "models/" + name;

    /// <summary>What a refusal comes to, for people.</summary>
    public static string Refusal(RpcException refused) => refused.StatusCode == StatusCode.Unavailable
        ? $"The service cannot be reached: {refused.Status.Detail}"
        : $"The service refuses ({refused.StatusCode}): {refused.Status.Detail}";

    public void Dispose() => _channel.Dispose();
}
