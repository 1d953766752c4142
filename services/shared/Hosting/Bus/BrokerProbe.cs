using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Matching.Hosting;

/// <summary>
/// Tells, before the bus begins to wait for its broker, a broker that is away from one that will never let us in.
/// </summary>
internal static class BrokerProbe
{
    private const ushort NotAllowed = 530;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects once; answers why that is not possible now, null where it is.</summary>
    /// <exception cref="InvalidOperationException">It refuses; says what, without the password.</exception>
    public static async Task<string?> FindTroubleAsync(Uri broker, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = broker,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = Timeout,
            ContinuationTimeout = Timeout,
            HandshakeContinuationTimeout = Timeout,
        };
        var where = $"RabbitMQ {broker.Host}:{factory.Endpoint.Port}";
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);

            // The client takes a connection for open before it is told whether there is such a virtual host.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return null;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var all = WithInner(error).ToArray();
            if (all.Any(inner => inner is AuthenticationFailureException or PossibleAuthenticationFailureException))
            {
                throw new InvalidOperationException(
                    $"{EventBus.AmqpKey}: {where} refuses the user or the password.", error);
            }

            return all.OfType<OperationInterruptedException>()
                .Any(inner => inner.ShutdownReason?.ReplyCode == NotAllowed)
                ? throw new InvalidOperationException(
                    $"{EventBus.AmqpKey}: {where} has no virtual host '{factory.VirtualHost}' for this user.", error)
                : $"{where}: {all[^1].Message}";
        }
    }

    private static IEnumerable<Exception> WithInner(Exception error)
    {
        yield return error;
        var inner = error is AggregateException several ? several.InnerExceptions
            : error.InnerException is { } one ? [one]
            : (IReadOnlyCollection<Exception>)[];
        foreach (var deeper in inner.SelectMany(WithInner))
        {
            yield return deeper;
        }
    }
}
