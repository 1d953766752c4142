using Google.Rpc;
using Grpc.Core;
using Matching.Hosting;

namespace Matching.Testing;

/// <summary>What a caller can read from a failed call.</summary>
/// <param name="Reason">The reason of its ErrorInfo.</param>
/// <param name="Message">The sentence for people.</param>
/// <param name="Metadata">The metadata of its ErrorInfo.</param>
/// <param name="Fields">The field paths of its BadRequest, in their order.</param>
internal sealed record Failure(
    StatusCode Code,
    string Reason,
    string Message,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Fields)
{
    /// <summary>Expects a call to fail and reads how.</summary>
    public static async Task<Failure> OfAsync(Func<Task> call) => Of(await Assert.ThrowsAsync<RpcException>(call));

    /// <summary>Expects an action to fail and reads how.</summary>
    public static Failure Of(Action action) => Of(Assert.Throws<RpcException>(action));

    public static Failure Of(RpcException error)
    {
        var details = RpcErrors.ReadDetails(error)?.Details;
        var info = details?.Where(detail => detail.Is(ErrorInfo.Descriptor)).Select(detail => detail.Unpack<ErrorInfo>())
            .SingleOrDefault();
        return new Failure(
            error.StatusCode,
            info?.Reason ?? "",
            error.Status.Detail,
            info?.Metadata.ToDictionary(StringComparer.Ordinal) ?? [],
            [.. (details ?? []).Where(detail => detail.Is(BadRequest.Descriptor))
                .SelectMany(detail => detail.Unpack<BadRequest>().FieldViolations)
                .Select(violation => violation.Field)]);
    }
}
