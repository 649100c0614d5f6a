using System.Buffers;

namespace Agent.Plugins.Calling.Access;

/// <summary>What decides which tools somebody may see and call. Whose data they may touch is decided by the tools themselves.</summary>
/// <param name="Role">One of <see cref="ToolRoles"/>; anything else counts as a customer.</param>
/// <param name="Scopes">The scopes with blanks between them, as in an access token.</param>
public readonly record struct ToolCaller(string? Role, string? Scopes)
{
    private const string Read = ":read";
    private const string Write = ":write";

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");

    /// <summary>The role after the rule that an unknown one may least.</summary>
    public string EffectiveRole => Role is ToolRoles.Agent or ToolRoles.Operator ? Role : ToolRoles.Customer;

    /// <summary>Whether the caller holds a scope, or the one that includes it.</summary>
    public bool Holds(string scope)
    {
        var wanted = scope.AsSpan();
        foreach (var range in Scopes.AsSpan().SplitAny(Blanks))
        {
            var held = Scopes.AsSpan()[range];
            if (held.SequenceEqual(wanted) || IncludesReading(held, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IncludesReading(ReadOnlySpan<char> held, ReadOnlySpan<char> wanted) =>
        wanted.EndsWith(Read, StringComparison.Ordinal) && held.EndsWith(Write, StringComparison.Ordinal)
        && held[..^Write.Length].SequenceEqual(wanted[..^Read.Length]);
}
