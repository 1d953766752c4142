using MassTransit;
using MassTransit.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// The one place that knows the message bus: MassTransit on RabbitMQ where <see cref="AmqpKey"/> says so, in memory
/// where several services share a process. It connects in the background and again whenever the connection is lost.
/// Safe for concurrent use.
/// </summary>
public sealed class EventBus : IHostedService, IHealthCheck, IAsyncDisposable
{
    /// <summary>Configuration key of the broker, <c>amqp://user:password@host:5672/vhost</c> or <c>amqps</c>.</summary>
    public const string AmqpKey = "AMQP_URI";

    /// <summary>How many messages a queue keeps for a listener that is away; the oldest go first.</summary>
    private const int MaximumQueue = 100_000;

    /// <summary>How many bytes they have at most.</summary>
    private const long MaximumQueueBytes = 512 * 1024 * 1024;

    /// <summary>How many messages that failed are kept to be looked at, and how many bytes.</summary>
    private const int MaximumErrors = 1_000;
    private const long MaximumErrorBytes = 64 * 1024 * 1024;

    /// <summary>How many messages a listener holds that it has not answered yet.</summary>
    private const ushort Prefetch = 32;

    /// <summary>How long a broker may take to confirm a message.</summary>
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a queue that nobody listens to is kept.</summary>
    private static readonly TimeSpan QueueLife = TimeSpan.FromHours(6);

    /// <summary>How long a message that failed is kept, and its queue without one.</summary>
    private static readonly TimeSpan ErrorLife = TimeSpan.FromDays(14);

    /// <summary>How long connecting may take to give up, and what is being heard to end.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan[] Retries =
        [TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private readonly IBusControl _bus;
    private readonly Uri? _broker;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;
    private int _state;

    private EventBus(IBusControl bus, Uri? broker, ILogger log) => (_bus, _broker, _log) = (bus, broker, log);

    /// <summary>A bus that reaches as far as this object is shared.</summary>
    public static EventBus InMemory(ILoggerFactory log)
    {
        LogContext.ConfigureCurrentLogContext(log);
        return new EventBus(Bus.Factory.CreateUsingInMemory(_ => { }), null, log.CreateLogger<EventBus>());
    }

    /// <summary>The broker that configuration names; null where it names none.</summary>
    public static EventBus? From(IConfiguration configuration, ILoggerFactory log)
    {
        if (configuration[AmqpKey] is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("amqp" or "amqps")
            || uri.Host.Length == 0)
        {
            throw new InvalidOperationException(
                $"{AmqpKey} is not an address such as amqp://user:password@host:5672.");
        }

        LogContext.ConfigureCurrentLogContext(log);
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(uri);
            rabbit.SendTopology.ConfigureErrorSettings = errors =>
            {
                errors.SetQueueArgument("x-max-length", MaximumErrors);
                errors.SetQueueArgument("x-max-length-bytes", MaximumErrorBytes);
                errors.SetQueueArgument("x-message-ttl", (long)ErrorLife.TotalMilliseconds);
                errors.SetQueueArgument("x-expires", (long)ErrorLife.TotalMilliseconds);
            };
        });
        return new EventBus(bus, uri, log.CreateLogger<EventBus>());
    }

    /// <summary>Begins to connect; a broker that is away is waited for, one that refuses is a wrong setting.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) == 0)
        {
            if (_broker is not null && await BrokerProbe.FindTroubleAsync(_broker, cancellationToken) is { } trouble)
            {
                HostingLog.WaitingForBroker(_log, trouble);
            }

            _starting = Task.Run(() => _bus.StartAsync(_stopping.Token), CancellationToken.None);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Completes when the broker has the message for sure.</summary>
    /// <exception cref="TimeoutException">It has not confirmed it in time; it may have it all the same.</exception>
    public async Task PublishAsync<T>(T message, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(PublishTimeout);
        try
        {
            await _bus.Publish(message, deadline.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The broker did not confirm in time.", error);
        }
    }

    /// <summary>
    /// Hears every message of a type, one after another. One that fails is tried again three times and then put aside
    /// in the queue's error queue with the reason.
    /// </summary>
    /// <param name="queue">A queue of this listener's own; it collects while the listener is away for a while.</param>
    public void Listen<T>(string queue, Func<T, CancellationToken, Task> handleAsync)
        where T : class
    {
        _bus.ConnectReceiveEndpoint(queue, endpoint =>
        {
            endpoint.PrefetchCount = Prefetch;
            endpoint.ConcurrentMessageLimit = 1;
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                rabbit.SetQuorumQueue();
                rabbit.QueueExpiration = QueueLife;
                rabbit.SetQueueArgument("x-max-length", MaximumQueue);
                rabbit.SetQueueArgument("x-max-length-bytes", MaximumQueueBytes);
            }

            // What is of another type is nobody's here, and would fill a queue of its own.
            endpoint.DiscardSkippedMessages();

            endpoint.UseMessageRetry(retry => retry.Intervals(Retries));
            endpoint.Handler<T>(context => handleAsync(context.Message, context.CancellationToken));
        });
    }

    /// <summary>Degraded while there is no connection: changes then arrive by the feeds.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = _bus.CheckHealth();
        return Task.FromResult(health.Status == BusHealthStatus.Healthy
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(_broker is not null ? "RabbitMQ cannot be reached." : "The bus is starting."));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _state, 2) != 1)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _starting.WaitAsync(StopPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_starting.IsCompletedSuccessfully)
        {
            await _bus.StopAsync(StopPatience);
        }

        _stopping.Dispose();
    }
}
