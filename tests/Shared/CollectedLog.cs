using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Matching.Testing;

/// <summary>Keeps what is logged, so that a test can ask for it. Safe for concurrent use.</summary>
internal sealed class CollectedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>What is wrong with the service. A caller who left before the request was read is not.</summary>
    public IEnumerable<LogLine> Errors => _lines.Where(line =>
        line.Level >= LogLevel.Error && line.Exception is not IOException { Message: "The client reset the request stream." });

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(new LogLine(logLevel, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}

/// <summary>Something that was logged.</summary>
internal sealed record LogLine(LogLevel Level, string Message, Exception? Exception);
