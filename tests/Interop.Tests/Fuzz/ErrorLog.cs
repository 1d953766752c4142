using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Interop.Tests.Fuzz;

/// <summary>Keeps the first errors that are logged: a wrong request is its caller's error and none of the server's.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private const int Maximum = 20;

    /// <summary>
    /// How Kestrel tells that it has cut off a caller who resets more than it reads: a refusal, as it should be.
    /// </summary>
    private const string FloodRefused = "Http2QueueOperationsExceeded";

    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && eventId.Name != FloodRefused && _lines.Count < Maximum)
        {
            _lines.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }

    public void Dispose()
    {
    }
}
