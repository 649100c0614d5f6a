using System.Reflection;
using System.Text.Json;

namespace Agent.Benchmarks.Guardrail;

/// <summary>Reads texts: our own, which come with this program, and recorded ones from a folder.</summary>
internal static class GuardrailSamples
{
    public const string Benign = "benign";
    public const string BenignHard = "benign-hard";
    public const string Turns = "turns";
    public const string Own = "own";

    /// <summary>Ours: customers in many languages, who are rare in recordings, and attacks in words that nobody collected. Good for learning, worth nothing for judging.</summary>
    public static IReadOnlyList<LabelledText> ReadOwn() =>
    [
        .. ReadOwn("customers.txt").Select(text => new LabelledText(text, Own, false, false, Own)),
        .. ReadOwn("attacks.txt").Select(text => new LabelledText(text, Own, true, true, Own)),
    ];

    /// <summary>Recorded ones, each text once.</summary>
    /// <param name="folder">Holds <c>injection-*.jsonl</c>, <c>benign-*.txt</c>, and conversations as <c>*.jsonl</c>, of which the customers' lines are read.</param>
    public static IReadOnlyList<LabelledText> ReadRecorded(string folder)
    {
        var attacks = Directory.EnumerateFiles(folder, "injection-*.jsonl").Order(StringComparer.Ordinal).SelectMany(ReadAttacks);
        var hard = Lines(folder, "benign-hard-*.txt").Select(text => new LabelledText(text, BenignHard, false, false, BenignHard));
        var benign = Lines(folder, "benign-sample*.txt").Select(text => new LabelledText(text, Benign, false, false, Benign));
        var turns = Directory.EnumerateFiles(folder, "*.jsonl")
            .Where(file => !Path.GetFileName(file).StartsWith("injection-", StringComparison.Ordinal) && !file.Contains("-expected-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).SelectMany(ReadTurns);
        return [.. attacks.Concat(hard).Concat(benign).Concat(turns).DistinctBy(sample => sample.Text, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Lines(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(line => !string.IsNullOrWhiteSpace(line));

    private static IEnumerable<LabelledText> ReadAttacks(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            var attack = JsonSerializer.Deserialize<JsonElement>(line);
            yield return new(Text(attack, "text"), Text(attack, "kind"), true, attack.GetProperty("strict").GetBoolean(), Text(attack, "source"));
        }
    }

    private static IEnumerable<LabelledText> ReadTurns(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            var conversation = JsonSerializer.Deserialize<JsonElement>(line);
            foreach (var message in conversation.GetProperty("messages").EnumerateArray().Where(message => Text(message, "role") == "user"))
            {
                if (message.GetProperty("content").GetString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text))
                {
                    yield return new(text, Turns, false, false, Path.GetFileName(file));
                }
            }
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IEnumerable<string> ReadOwn(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
