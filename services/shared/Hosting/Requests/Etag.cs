using Grpc.Core;

namespace Matching.Hosting;

/// <summary>Etags: a resource's version in quotes (AIP-154).</summary>
public static class Etag
{
    /// <summary>The etag of a version.</summary>
    public static string Of(long version) => $"\"{version}\"";

    /// <summary>Refuses a write that was made from another version. An empty etag asks for no check.</summary>
    /// <exception cref="RpcException">ABORTED: someone else wrote in between.</exception>
    public static void Check(string etag, long version, string resource)
    {
        if (etag.Length > 0 && etag != Of(version))
        {
            throw RpcErrors.Create(
                StatusCode.Aborted,
                "ETAG_MISMATCH",
                $"{resource} was changed by someone else. Read it again and repeat the change.",
                ("resource", resource));
        }
    }
}
