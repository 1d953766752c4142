using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Matching.Hosting;

/// <summary>How a host calls other services over gRPC.</summary>
internal sealed class ClientOptions
{
    public const string Section = "Grpc:Client";

    /// <summary>The deadline of a unary call that brings none of its own; 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan Deadline { get; set; } = GrpcClients.DefaultDeadline;

    /// <summary>The largest answer that is taken, in bytes; 2 GiB, as services of the suite are trusted.</summary>
    [Range(1024, int.MaxValue)]
    public int MaximumReceiveBytes { get; set; } = int.MaxValue;

    /// <summary>The largest request that is sent, in bytes; 2 GiB.</summary>
    [Range(1024, int.MaxValue)]
    public int MaximumSendBytes { get; set; } = int.MaxValue;

    /// <summary><c>gzip</c> or <c>deflate</c> compresses requests; <c>identity</c>, the default, does not.</summary>
    [AllowedValues("identity", "gzip", "deflate")]
    public string Compression { get; set; } = "identity";

    /// <summary>
    /// Whether a call waits for a connection until its deadline instead of failing when there is none; false.
    /// </summary>
    public bool WaitForReady { get; set; }

    /// <summary>How often a call that finds the service UNAVAILABLE is made in all; 4. 1 turns retries off.</summary>
    [Range(1, 5)]
    public int Attempts { get; set; } = 4;

    /// <summary>The wait before the first repeat, give or take a fifth; 100 ms. It doubles each time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a repeat; 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaximumBackoff { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Failures that a channel has in hand; 100. A failed call takes one, ten that succeed give one back, and while
    /// less than half are left nothing is repeated, so that repeats never bury a service that is down.
    /// </summary>
    [Range(2, 1000)]
    public int RetryBudget { get; set; } = 100;

    /// <summary>How long a connection may be quiet before a ping asks whether the other side is there; 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeepAliveDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a ping may take; 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the addresses behind a <c>dns:///</c> name are looked up; 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <exception cref="OptionsValidationException">A setting makes no sense.</exception>
    public static ClientOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<ClientOptions>() ?? new ClientOptions();
        var result = new ClientOptionsValidator().Validate(Section, options);
        return result.Failed
            ? throw new OptionsValidationException(Section, typeof(ClientOptions), result.Failures)
            : options;
    }
}

/// <summary>Refuses settings that make no sense when the host starts.</summary>
[OptionsValidator]
internal sealed partial class ClientOptionsValidator : IValidateOptions<ClientOptions>;
