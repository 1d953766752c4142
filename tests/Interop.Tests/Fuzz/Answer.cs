namespace Interop.Tests.Fuzz;

/// <summary>What has come back for one request.</summary>
internal sealed class Answer(string kind, bool isGood)
{
    /// <summary>What is wrong with the request, for the report.</summary>
    public string Kind => kind;

    /// <summary>Whether nothing is, so that only OK will do.</summary>
    public bool IsGood => isGood;

    public string? HttpStatus { get; private set; }

    public string? GrpcStatus { get; private set; }

    public int? ResetCode { get; set; }

    /// <summary>The connection was ended before an answer, and said why.</summary>
    public bool IsCutOff { get; set; }

    public void Add(string name, string value)
    {
        if (name == ":status")
        {
            HttpStatus = value;
        }
        else if (name == "grpc-status")
        {
            GrpcStatus = value;
        }
    }

    /// <summary>One word for statistics.</summary>
    public string Summary =>
        IsCutOff ? "GOAWAY"
        : HttpStatus is null ? $"RST_STREAM {ResetCode}"
        : GrpcStatus is null ? $"HTTP {HttpStatus}"
        : $"grpc-status {GrpcStatus}";

    /// <summary>What is wrong with the answer; null where nothing is.</summary>
    public string? Fault()
    {
        // The codes of RFC 9113 are 0 to 13; a stream may be reset with any of them, also after its answer.
        if (ResetCode is < 0 or > 13)
        {
            return $"reset with {ResetCode}";
        }

        if (IsCutOff)
        {
            return null;
        }

        if (isGood)
        {
            return this is { HttpStatus: "200", GrpcStatus: "0" } ? null : $"a good call got {Summary}";
        }

        if (HttpStatus is null)
        {
            return ResetCode is null ? "ended without headers" : null;
        }

        if (!int.TryParse(HttpStatus, out var http) || http is < 200 or > 599)
        {
            return $"HTTP status {HttpStatus}";
        }

        return GrpcStatus is null || (int.TryParse(GrpcStatus, out var grpc) && grpc is >= 0 and <= 16)
            ? null
            : $"grpc-status {GrpcStatus}";
    }
}
