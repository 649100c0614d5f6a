using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Agent.Tests.Plugins.Conformance;

/// <summary>One recorded tool call and what the benchmark's own tool answered.</summary>
internal sealed partial record RetailCall(string CallId, string Tool, JsonObject Arguments, string Recorded)
{
    private static readonly string[] WritingPrefixes = ["cancel_", "modify_", "return_", "exchange_"];

    public bool IsWrite => WritingPrefixes.Any(prefix => Tool.StartsWith(prefix, StringComparison.Ordinal));

    public bool IsRefused => Recorded.StartsWith("Error", StringComparison.Ordinal);

    /// <summary>The recording pretended that the service was away; nothing was executed.</summary>
    public bool IsInjectedFault => Unavailable().IsMatch(Recorded);

    public static IReadOnlyList<RetailCall> Of(JsonNode recording)
    {
        var messages = recording["messages"]!.AsArray();
        var answers = messages.Where(m => (string?)m!["role"] == "tool").ToDictionary(m => (string)m!["tool_call_id"]!, m => (string)m!["content"]!);
        return [.. messages.SelectMany(m => m!["tool_calls"]?.AsArray() ?? []).Select(call => new RetailCall((string)call!["id"]!, (string)call["function"]!["name"]!,
            JsonNode.Parse((string)call["function"]!["arguments"]!)!.AsObject(), answers[(string)call["id"]!]))];
    }

    /// <summary>The writes that the benchmark's solution holds, each once.</summary>
    public static HashSet<RetailCall> ApprovedIn(JsonNode recording)
    {
        var wanted = recording["expected"]!["ground_truth_actions"]!.AsArray().Select(action => Identity((string)action!["name"]!, action["arguments"])).ToList();
        return [.. Of(recording).Where(call => call.IsWrite && wanted.Remove(Identity(call.Tool, call.Arguments)))];
    }

    public Dictionary<string, object?> ToArguments() => Arguments.ToDictionary(a => a.Key, a => (object?)JsonSerializer.SerializeToElement(a.Value));

    private static string Identity(string tool, JsonNode? arguments) => $"{tool} {CanonicalRetail.Of(arguments)}";

    [GeneratedRegex(@"^Error: 5\d\d ")]
    private static partial Regex Unavailable();
}
