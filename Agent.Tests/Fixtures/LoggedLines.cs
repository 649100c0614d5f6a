using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures;

/// <summary>Keeps every line that is logged: the event's id, the text, and the name of the exception's type where there is one.</summary>
internal sealed class LoggedLines(ICollection<string> lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
        {
            lines.Add($"{id.Id} {formatter(state, exception)}{(exception is null ? "" : " " + exception.GetType().Name)}");
        }
    }

    public void Dispose()
    {
    }
}
