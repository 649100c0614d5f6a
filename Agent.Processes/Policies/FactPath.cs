using System.Text.Json;
using System.Text.RegularExpressions;

namespace Agent.Processes.Policies;

/// <summary>
/// A way into the results of tools and the arguments of a call, such as <c>order.status</c> or
/// <c>customer.payment_methods[arguments.payment_method_id].source</c>, where brackets hold the path of a key.
/// </summary>
internal sealed partial class FactPath
{
    private readonly string _text;
    private readonly List<(string? Name, FactPath? Key)> _steps = [];

    private FactPath(string text) => _text = text;

    /// <summary>The document it starts in: <c>arguments</c>, or the name of a read.</summary>
    public string Root { get; private init; } = "";

    /// <summary>This path's root and those of the paths in brackets.</summary>
    public IEnumerable<string> Roots => _steps.Where(step => step.Key is not null).SelectMany(step => step.Key!.Roots).Prepend(Root);

    /// <summary>Reads a path; null when it is none.</summary>
    public static FactPath? Parse(string text)
    {
        if (Shape().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var path = new FactPath(text) { Root = match.Groups["root"].Value };
        foreach (Capture step in match.Groups["step"].Captures)
        {
            path._steps.Add(step.Value[0] == '[' ? (null, Parse(step.Value[1..^1])!) : (step.Value[1..], null));
        }

        return path;
    }

    /// <summary>Follows the path.</summary>
    /// <returns>What is there; null when it leads nowhere.</returns>
    public JsonElement? Follow(IReadOnlyDictionary<string, JsonElement> documents)
    {
        if (!documents.TryGetValue(Root, out var here))
        {
            return null;
        }

        foreach (var (name, key) in _steps)
        {
            var member = name ?? key!.Follow(documents)?.ToString();
            if (member is null || here.ValueKind is not JsonValueKind.Object || !here.TryGetProperty(member, out here))
            {
                return null;
            }
        }

        return here.ValueKind is JsonValueKind.Null ? null : here;
    }

    public override string ToString() => _text;

    [GeneratedRegex(@"^(?<root>[a-z_][a-z0-9_]*)(?<step>\.[a-z_][a-z0-9_]*|\[[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*\])*$")]
    private static partial Regex Shape();
}
