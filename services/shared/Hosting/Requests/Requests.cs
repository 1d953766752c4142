using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>
/// Makes writes safe to repeat: the answer to a <c>request_id</c> is stored with the write, in its transaction, and
/// given again to the same request (AIP-155), for <see cref="Retention"/>. Another request under the same id is an
/// error.
/// </summary>
public static class Requests
{
    /// <summary>How long an answer is kept at least.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>Each write that is kept sweeps at most so many old ones away; none takes long for it.</summary>
    private const int MaximumSweep = 16;

    /// <summary>Runs a write once for its request id; an empty id runs it always.</summary>
    /// <param name="request">The whole request, by which a repeat is told from a reuse.</param>
    /// <param name="create">Does the work and answers the resource's name with the response.</param>
    public static async Task<T> OnceAsync<T>(
        Write write,
        string requestId,
        IMessage request,
        TimeProvider clock,
        Func<Task<(string Resource, T Response)>> create)
        where T : class, IMessage<T>, new()
    {
        if (requestId.Length == 0)
        {
            return (await create()).Response;
        }

        if (!Guid.TryParseExact(requestId, "D", out var id))
        {
            throw RpcErrors.InvalidField("request_id", "NOT_A_UUID", "must be a UUID, or empty.");
        }

        var fingerprint = SHA256.HashData(
            [.. Encoding.UTF8.GetBytes(request.Descriptor.FullName), .. request.ToByteArray()]);
        var key = id.ToString("D");
        var earlier = await write.Connection.QuerySingleOrDefaultAsync<(byte[] Fingerprint, byte[] Response)?>(
            "SELECT fingerprint, response FROM requests WHERE request_id = @key", new { key }, write.Transaction);
        if (earlier is { } answered)
        {
            return answered.Fingerprint.AsSpan().SequenceEqual(fingerprint)
                ? new MessageParser<T>(() => new T()).ParseFrom(answered.Response)
                : throw RpcErrors.Create(
                    StatusCode.InvalidArgument,
                    "REQUEST_ID_REUSED",
                    "request_id: was used before with another request. Use a new one for a new request.",
                    [("field", "request_id")],
                    new Google.Rpc.BadRequest
                    {
                        FieldViolations =
                        {
                            new Google.Rpc.BadRequest.Types.FieldViolation
                            {
                                Field = "request_id",
                                Description = "was used before with another request.",
                            },
                        },
                    });
        }

        var (resource, response) = await create();
        var now = clock.GetUtcNow();
        await write.Connection.ExecuteAsync(
            """
            DELETE FROM requests WHERE request_id IN
                (SELECT request_id FROM requests WHERE create_time < @before ORDER BY create_time LIMIT @MaximumSweep)
            """,
            new { before = (now - Retention).ToUnixTimeMilliseconds(), MaximumSweep },
            write.Transaction);
        await write.Connection.ExecuteAsync(
            """
            INSERT INTO requests (request_id, fingerprint, resource, response, create_time)
            VALUES (@key, @fingerprint, @resource, @response, @time)
            """,
            new
            {
                key,
                fingerprint,
                resource,
                response = response.ToByteArray(),
                time = now.ToUnixTimeMilliseconds(),
            },
            write.Transaction);
        return response;
    }

    /// <summary>
    /// Forgets the stored answers about a resource and everything below it, so that an erasure is complete.
    /// </summary>
    public static Task ForgetAsync(Write write, string resource) =>
        write.Connection.ExecuteAsync(
            "DELETE FROM requests WHERE resource = @resource OR resource LIKE @below",
            new { resource, below = resource + "/%" },
            write.Transaction);
}
