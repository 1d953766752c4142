namespace Matching.Servers;

/// <summary>
/// Where a store, a bus or a cache comes from: the server that the environment names; else a container, where Docker
/// answers; else a process of Debian's package.
/// </summary>
/// <param name="Server">What was started for it; null for the environment's, which is not ours to stop.</param>
/// <param name="Uri">Where services find it. Secret: it holds a password.</param>
public sealed record Engine(Server? Server, string Uri);

/// <summary>How to reach an engine that is to be started.</summary>
/// <param name="Directory">Of its own.</param>
/// <param name="Password">Letters and digits.</param>
public sealed record EngineSettings(string Directory, int Port, string Password, Lifetime Lifetime);

/// <summary>The three engines, each by the same ladder.</summary>
public static class Engines
{
    public const string PostgresVariable = "PG_URI";
    public const string RabbitVariable = "AMQP_URI";
    public const string RedisVariable = "REDIS_URL";

    /// <param name="ofOnesOwn">Whether it is to be stopped and killed: then the environment's will not do.</param>
    /// <exception cref="InvalidOperationException">There is none; the message says what to install.</exception>
    public static Task<Engine> PostgresAsync(EngineSettings settings, bool ofOnesOwn = false) => ChooseAsync(
        PostgresVariable,
        ofOnesOwn,
        PostgresServer.IsInstalled,
        "PostgreSQL (Debian: postgresql)",
        () => new ComposeServer(
            "PostgreSQL", "postgres", settings, Answers.PostgresAsync),
        $"postgresql://matching:{settings.Password}@127.0.0.1:{settings.Port}",
        () => new PostgresServer(settings.Directory, settings.Port, settings.Password, settings.Lifetime));

    /// <inheritdoc cref="PostgresAsync"/>
    /// <param name="node">Where it listens as a process.</param>
    public static Task<Engine> RabbitAsync(
        EngineSettings settings, RabbitNode node, bool ofOnesOwn = false) => ChooseAsync(
        RabbitVariable,
        ofOnesOwn,
        RabbitServer.IsInstalled,
        "RabbitMQ (Debian: rabbitmq-server)",
        () => new ComposeServer(
            "RabbitMQ", "rabbitmq", settings, Answers.RabbitAsync),
        $"amqp://matching:{settings.Password}@127.0.0.1:{settings.Port}",
        () => new RabbitServer(settings.Directory, node, settings.Password, settings.Lifetime));

    /// <inheritdoc cref="PostgresAsync"/>
    public static Task<Engine> RedisAsync(EngineSettings settings, bool ofOnesOwn = false) => ChooseAsync(
        RedisVariable,
        ofOnesOwn,
        RedisServer.IsInstalled,
        "Redis (Debian: redis-server)",
        () => new ComposeServer(
            "Redis", "redis", settings, Answers.RedisAsync),
        $"redis://default:{settings.Password}@127.0.0.1:{settings.Port}",
        () => new RedisServer(settings.Directory, settings.Port, settings.Password, settings.Lifetime));

    /// <summary>The address of an engine in the environment; null where it names none.</summary>
    public static string? Named(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } uri ? uri : null;

    /// <summary>Why a server cannot be started here; null where it can.</summary>
    public static string? WhyNone(bool isInstalled, string what) =>
        isInstalled || ComposeServer.CanRunAsync().GetAwaiter().GetResult()
            ? null
            : $"{what} is not installed, and Docker does not answer.";

    private static async Task<Engine> ChooseAsync(
        string variable,
        bool ofOnesOwn,
        bool isInstalled,
        string what,
        Func<Server> container,
        string uri,
        Func<Server> process) =>
        !ofOnesOwn && Named(variable) is { } named ? new Engine(null, named)
        : await ComposeServer.CanRunAsync() ? new Engine(container(), uri)
        : isInstalled ? new Engine(process(), uri)
        : throw new InvalidOperationException(
            $"{what} is not installed, {variable} names none, and Docker does not answer: one of them has to.");
}
