using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>
/// Makes the errors that callers see: one canonical code, an <c>ErrorInfo</c> with a reason a program can act on, and for
/// bad input a <c>BadRequest</c> with field paths, in the <c>grpc-status-details-bin</c> trailer (google.rpc.Status).
/// </summary>
public static class RpcErrors
{
    /// <summary>The domain of every reason.</summary>
    public const string Domain = "matching";

    /// <summary>The trailer that carries the details.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Makes an error with a reason.</summary>
    /// <param name="reason">UPPER_SNAKE; stable, documented, never translated.</param>
    /// <param name="message">One sentence that says what is wrong and what to do. No personal data.</param>
    public static RpcException Create(
        StatusCode code, string reason, string message, params (string Key, string Value)[] metadata) =>
        Create(code, reason, message, metadata, violations: null);

    /// <summary>Makes NOT_FOUND for a resource.</summary>
    public static RpcException NotFound(string reason, string message, string resource) =>
        Create(StatusCode.NotFound, reason, message, ("resource", resource));

    /// <summary>Makes INVALID_ARGUMENT for one field.</summary>
    public static RpcException InvalidField(string field, string reason, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, reason, message);
        return errors.ToException();
    }

    /// <summary>Reads the details back from an error; null when it carries none or they cannot be read.</summary>
    public static Google.Rpc.Status? ReadDetails(RpcException error)
    {
        if (error.Trailers.FirstOrDefault(entry => entry.Key == DetailsTrailer) is not { IsBinary: true } entry)
        {
            return null;
        }

        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    internal static RpcException Create(
        StatusCode code, string reason, string message, (string Key, string Value)[] metadata, BadRequest? violations)
    {
        // Field 1 was called "type" when this version of the common protos was made; on the wire it is the reason.
        var info = new ErrorInfo { Type = reason, Domain = Domain };
        foreach (var (key, value) in metadata)
        {
            info.Metadata[key] = value;
        }

        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (violations is not null)
        {
            status.Details.Add(Any.Pack(violations));
        }

        return new RpcException(
            new Grpc.Core.Status(code, message), new Metadata { { DetailsTrailer, status.ToByteArray() } });
    }
}
