using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures;

/// <summary>Completes when an event of a given id is logged: something to wait for instead of a time.</summary>
internal sealed class LogSignal(int eventId) : ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (id.Id == eventId)
        {
            _seen.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}
