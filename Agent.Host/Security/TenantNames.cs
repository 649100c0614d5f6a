using System.Buffers;

namespace Agent.Host.Security;

/// <summary>What a tenant can be called: the name stands in rows, settings, logs and keys.</summary>
public static class TenantNames
{
    /// <summary>The rule, for people.</summary>
    public const string Rule = "1 to 63 lower-case letters, digits, '-' and '_', the first a letter or digit.";

    private const int Longest = 63;
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether it can be the name of a tenant.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed);
}
