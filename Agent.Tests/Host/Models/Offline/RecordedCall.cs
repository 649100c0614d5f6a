using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>A tool call with its arguments as sorted texts, so that two can be compared.</summary>
internal sealed record RecordedCall(string Tool, string Arguments)
{
    public static RecordedCall Read(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        Join(json.GetProperty("arguments").EnumerateObject().Select(p => (p.Name, Texts(p.Value)))));

    public static RecordedCall Of(FunctionCallContent call) => new(
        ScriptedSupport.ToolOf(call),
        Join(call.Arguments!.Select(a => (a.Key, a.Value is IEnumerable<string> list ? list : [a.Value?.ToString() ?? ""]))));

    private static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().Select(e => e.ToString()) : [value.ToString()];

    private static string Join(IEnumerable<(string Name, IEnumerable<string> Values)> arguments) =>
        string.Join(", ", arguments.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $"{a.Name}={string.Join('|', a.Values.Order(StringComparer.Ordinal))}"));
}
