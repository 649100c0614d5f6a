using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures;

/// <summary>Keeps what every logged line has around it: the values of all its scopes, by name.</summary>
internal sealed class ScopedLines : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<(int Id, IReadOnlyDictionary<string, string?> Scope)> Lines { get; } = [];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private void Keep(int id)
    {
        var values = new Dictionary<string, string?>();
        _scopes.ForEachScope(static (scope, known) =>
        {
            foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                known[name] = value?.ToString();
            foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object>> ?? [])
                known[name] = value.ToString();
        }, values);
        Lines.Enqueue((id, values));
    }

    private sealed class Logger(ScopedLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => lines._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Keep(eventId.Id);
    }
}
