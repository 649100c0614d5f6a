using System.Collections.Frozen;

namespace Agent.Host.Portal.Texts;

/// <summary>The portal's texts in one language.</summary>
public sealed class PortalTexts
{
    private readonly FrozenDictionary<string, string> _texts;

    internal PortalTexts(string language, IReadOnlyDictionary<string, string> texts) => (Language, _texts) = (language, texts.ToFrozenDictionary());

    /// <summary>The language, as in <c>&lt;html lang&gt;</c>.</summary>
    public string Language { get; }

    /// <summary>A text.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that key.</exception>
    public string this[string key] => _texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"The portal has no text '{key}'.");

    /// <summary>A text with its braces filled, such as <c>{count}</c>.</summary>
    public string With(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = this[key];
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The text for one of a closed set of stored names, or the name itself: what a later version stores still shows.</summary>
    public string Named(string group, string name) => _texts.GetValueOrDefault($"{group}.{name}", name);

    internal IEnumerable<string> Keys => _texts.Keys;
}
