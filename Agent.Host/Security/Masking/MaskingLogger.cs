using System.Collections;

namespace Agent.Host.Security.Masking;

/// <summary>
/// Passes a line on as it is when nothing in it points at a person or opens a door, which a quick look at its texts tells; otherwise masked: values, message, and the exception's text. A number
/// that was logged as a number is a count, and stays.
/// </summary>
internal sealed class MaskingLogger(ILogger inner) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => state switch
    {
        string text => PersonalData.MayHold(text) ? inner.BeginScope(PersonalData.MaskOrDrop(text)) : inner.BeginScope(state),
        IReadOnlyList<KeyValuePair<string, object?>> values when Mask(values) is { } masked => inner.BeginScope(new MaskedState(masked.Values, PersonalData.MaskOrDrop(state.ToString() ?? ""))),
        _ => inner.BeginScope(state),
    };

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
            return;
        var shown = exception is null ? null : MaskedException.Of(exception);
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            if (Mask(values) is { } masked)
                inner.Log(logLevel, eventId, new MaskedState(masked.Values, Reword(formatter(state, shown), masked)), shown, MaskedState.Formatter);
            else
                inner.Log(logLevel, eventId, state, shown, formatter);
            return;
        }

        var message = formatter(state, shown);
        if (PersonalData.MayHold(message))
            inner.Log(logLevel, eventId, PersonalData.MaskOrDrop(message), shown, static (text, _) => text);
        else
            inner.Log(logLevel, eventId, state, shown, formatter);
    }

    /// <returns>Null when there is nothing to mask.</returns>
    private static Masked? Mask(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        KeyValuePair<string, object?>[]? masked = null;
        List<(string Text, string Shown)>? texts = null;
        var count = values.Count;
        for (var index = 0; index < count; index++)
        {
            var (name, value) = values[index];
            if (TextOf(value) is not { } text || !PersonalData.MayHold(text) || PersonalData.MaskOrDrop(text) is var shown && shown == text)
                continue;
            masked ??= [.. values];
            masked[index] = new(name, shown);
            (texts ??= []).Add((text, shown));
        }

        return masked is null ? null : new(masked, texts!);
    }

    /// <summary>What of a value is text. Numbers and times are none.</summary>
    private static string? TextOf(object? value) => value switch
    {
        null => null,
        string text => text,
        IConvertible or TimeSpan or DateTimeOffset or Guid or DateOnly or TimeOnly => null,
        IEnumerable items and not System.Text.Json.Nodes.JsonNode => string.Join(", ", items.Cast<object?>()),
        _ => value.ToString(),
    };

    /// <summary>The message with the masked values in place of their texts. Where one does not stand in it as it is, all of it is masked: then counts may go as well.</summary>
    private static string Reword(string message, Masked masked)
    {
        var reworded = message;
        foreach (var (text, shown) in masked.Texts)
        {
            if (!message.Contains(text, StringComparison.Ordinal))
                return PersonalData.MaskOrDrop(message);
            reworded = reworded.Replace(text, shown, StringComparison.Ordinal);
        }

        return reworded;
    }

    private sealed record Masked(KeyValuePair<string, object?>[] Values, List<(string Text, string Shown)> Texts);
}
