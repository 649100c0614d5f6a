using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Processes.Policies;

/// <summary>The facts of one proposed call at one moment.</summary>
internal sealed class FactSheet
{
    private FactSheet(IReadOnlyDictionary<string, FactValue> values, JsonElement rests)
    {
        Values = values;
        Sealed = rests;
    }

    /// <summary>The facts by name, as conditions see them.</summary>
    public IReadOnlyDictionary<string, FactValue> Values { get; }

    /// <summary>
    /// What the facts rest on, by name: what an approval is sealed to. A number of days is replaced by the time it is counted from,
    /// because a day that passes changes the verdict at most, and that is decided again before execution anyway.
    /// </summary>
    public JsonElement Sealed { get; }

    /// <summary>Takes the facts from the documents.</summary>
    /// <param name="facts">What to take.</param>
    /// <param name="documents">The results of the reads by name, and the call's <c>arguments</c>.</param>
    /// <param name="now">The moment days are counted to.</param>
    public static FactSheet Take(IReadOnlyList<FactDefinition> facts, IReadOnlyDictionary<string, JsonElement> documents, DateTimeOffset now)
    {
        var values = new Dictionary<string, FactValue>(StringComparer.Ordinal);
        var rests = new JsonObject();
        foreach (var fact in facts)
        {
            var value = Take(fact, documents, now);
            values[fact.Name] = value;
            rests[fact.Name] = fact.Kind is FactKind.DaysSince
                ? fact.From.Follow(documents)?.ToString()
                : value.Number is { } number ? JsonValue.Create(number) : value.Text;
        }

        return new(values, JsonSerializer.SerializeToElement(rests));
    }

    private static FactValue Take(FactDefinition fact, IReadOnlyDictionary<string, JsonElement> documents, DateTimeOffset now) => fact.Kind switch
    {
        FactKind.Value => ValueOf(fact.From.Follow(documents)),
        FactKind.DaysSince => DaysSince(fact.From.Follow(documents)?.ToString(), now),
        FactKind.Sum => Select(fact, documents) is { } entries ? FactValue.Of(entries.Sum(entry => NumberIn(entry, fact.Field!))) : FactValue.Missing,
        FactKind.Names => Select(fact, documents) is { } entries
            ? FactValue.Of(string.Join(" and ", entries.Select(entry => entry.TryGetProperty(fact.Field!, out var name) ? name.ToString() : "?")))
            : FactValue.Missing,
        _ => CountMissing(fact, documents),
    };

    private static FactValue ValueOf(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Number } number => FactValue.Of(number.GetDecimal()),
        { } other => FactValue.Of(other.ToString()),
        null => FactValue.Missing,
    };

    private static FactValue DaysSince(string? time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            ? FactValue.Of((decimal)Math.Floor((now - then).TotalDays))
            : FactValue.Missing;

    /// <summary>The selected entries, one for each selected key: an item that was bought twice can be returned twice. Null when there is no list.</summary>
    private static List<JsonElement>? Select(FactDefinition fact, IReadOnlyDictionary<string, JsonElement> documents)
    {
        if (fact.From.Follow(documents) is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        var left = list.EnumerateArray().ToList();
        if (fact.In is null)
        {
            return left;
        }

        var selected = new List<JsonElement>();
        foreach (var key in KeysOf(fact, documents))
        {
            var found = left.FindIndex(entry => entry.TryGetProperty(fact.Key!, out var value) && value.ToString() == key);
            if (found >= 0)
            {
                selected.Add(left[found]);
                left.RemoveAt(found);
            }
        }

        return selected;
    }

    private static FactValue CountMissing(FactDefinition fact, IReadOnlyDictionary<string, JsonElement> documents)
    {
        var keys = KeysOf(fact, documents);
        return fact.From.Follow(documents) switch
        {
            { ValueKind: JsonValueKind.Object } entries => FactValue.Of(keys.Count(key => !entries.TryGetProperty(key, out _))),
            { ValueKind: JsonValueKind.Array } => FactValue.Of(keys.Count - Select(fact, documents)!.Count),
            _ => FactValue.Missing,
        };
    }

    private static List<string> KeysOf(FactDefinition fact, IReadOnlyDictionary<string, JsonElement> documents) => fact.In!.Follow(documents) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(key => key.ToString())],
        { } one => [one.ToString()],
        null => [],
    };

    private static decimal NumberIn(JsonElement entry, string field) =>
        entry.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetDecimal() : 0;
}
