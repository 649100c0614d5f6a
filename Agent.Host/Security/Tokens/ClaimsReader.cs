using System.Text.Json;

namespace Agent.Host.Security.Tokens;

/// <summary>Reads claims by type: one of the wrong type refuses the token, it is never taken for missing.</summary>
internal static class ClaimsReader
{
    private const int LongestText = 256;
    private const int MostTexts = 200;
    private static readonly double Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>A text that must be there.</summary>
    public static string Required(JsonElement claims, string name) => Text(claims, name) ?? throw new TokenFaultException($"it has no '{name}'");

    /// <summary>A text; null when there is none.</summary>
    public static string? Text(JsonElement claims, string name)
    {
        if (Find(claims, name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestText } text && !text.Any(char.IsControl)
            ? text : throw new TokenFaultException($"its '{name}' is no text of 1 to {LongestText} characters");
    }

    /// <summary>A moment, in seconds since 1970; null when there is none.</summary>
    public static DateTimeOffset? Time(JsonElement claims, string name)
    {
        if (Find(claims, name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds >= 0 && seconds <= Latest
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : throw new TokenFaultException($"its '{name}' is no time");
    }

    /// <summary>One text, or a list of texts; null when there is none.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement claims, string name) => Find(claims, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many when many.GetArrayLength() <= MostTexts && many.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. many.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw new TokenFaultException($"its '{name}' is neither a text nor a list of at most {MostTexts} texts"),
    };

    /// <summary>The scopes: <c>scope</c> in one text (RFC 8693), or <c>scp</c> as some issuers write it.</summary>
    public static IReadOnlyList<string>? Scopes(JsonElement claims) =>
        (Texts(claims, "scope") ?? Texts(claims, "scp"))?.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToArray();

    // A name is first taken as it is: names that are addresses have dots in them.
    private static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out var found))
            return found.ValueKind == JsonValueKind.Null ? throw new TokenFaultException($"its '{name}' is null") : found;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && claims.TryGetProperty(name[..dot], out var inner) && inner.ValueKind == JsonValueKind.Object ? Find(inner, name[(dot + 1)..]) : null;
    }
}
