using System.Text.Json;

namespace Agent.Processes.Evaluation;

/// <summary>Whether a call has the arguments it should. Those a case does not name may be any; lists count as sets, and neither a blank around a text nor the sign before an order's number matters.</summary>
internal static class ArgumentComparison
{
    public static bool Holds(JsonElement expected, JsonElement actual) => expected.EnumerateObject().All(argument =>
        actual.ValueKind is JsonValueKind.Object && actual.TryGetProperty(argument.Name, out var given) && Spelled(argument.Value) == Spelled(given));

    private static string Spelled(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Spelled).Order(StringComparer.Ordinal)),
        JsonValueKind.Number => value.GetDecimal().ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString().Trim().TrimStart('#').ToUpperInvariant(),
    };
}
