using System.Text;
using System.Text.Json;
using Agent.Processes.Runtime;
using Agent.Processes.Workflows.Support;

namespace Agent.Processes.Search;

/// <summary>What some checkpoints of one conversation add to its digest and to the counts of their days. Pure: the same checkpoints add the same.</summary>
internal sealed class DigestFold
{
    private const int MostCharacters = 40_000;
    private const int OpeningCharacters = 200;
    private const string Triage = "triage";
    private readonly StringBuilder _said = new();

    public int Upto { get; private set; }

    public string? Category { get; private set; }

    public bool Escalated { get; private set; }

    public int Blocked { get; private set; }

    public string Opening { get; private set; } = "";

    public DateTime LastAt { get; private set; }

    public HashSet<string> Tools { get; } = new(StringComparer.Ordinal);

    /// <summary>What was said, customers and agents.</summary>
    public string Said => _said.ToString();

    /// <summary>What is counted, by day, kind, name and bucket.</summary>
    public Dictionary<(DateOnly Day, string Kind, string Name, short Bucket), long> Measures { get; } = [];

    /// <summary>Adds a checkpoint; those of a conversation come in order.</summary>
    /// <param name="body">The checkpoint's document; empty where no topic can be in it.</param>
    public void Add(int number, DateTime committedAt, ReadOnlyMemory<byte> events, ReadOnlyMemory<byte> body)
    {
        Upto = number;
        LastAt = committedAt;
        using var document = JsonDocument.Parse(events);
        foreach (var stored in document.RootElement.EnumerateArray())
        {
            Add(stored);
        }

        if (!body.IsEmpty)
        {
            ReadCategory(body);
        }
    }

    private void Add(JsonElement stored)
    {
        switch (stored.GetProperty(StoredNames.Type.EncodedUtf8Bytes).GetString())
        {
            case ConversationEvents.TurnStarted when Read<TurnStarted>(stored) is { Text: { Length: > 0 } text }:
                Opening = Opening.Length > 0 ? Opening : text.Length <= OpeningCharacters ? text : text[..OpeningCharacters];
                Say(text);
                break;
            case ConversationEvents.MessageCompleted:
                Say(Read<MessageCompleted>(stored).Text);
                break;
            case ConversationEvents.GuardrailVerdict:
                var verdict = Read<GuardrailVerdict>(stored);
                Blocked += verdict.Allowed ? 0 : 1;
                Count(stored, MeasureKinds.Guardrail, verdict.Allowed ? MeasureKinds.Allowed : MeasureKinds.Blocked, 0);
                break;
            case ConversationEvents.ToolCompleted:
                var call = Read<ToolCompleted>(stored);
                Tools.Add(call.Tool);
                Escalated |= call.Tool == SupportTools.CreateTicket && call.Succeeded;
                Count(stored, MeasureKinds.Tool, call.Tool, (short)(call.Succeeded ? 0 : 1));
                break;
            case ConversationEvents.StepCompleted:
                var step = Read<StepCompleted>(stored);
                Count(stored, MeasureKinds.Step, step.Step, DurationBuckets.Of(step.DurationMs));
                break;
        }
    }

    private void Say(string text)
    {
        if (_said.Length < MostCharacters)
        {
            // PostgreSQL's text knows no NUL, and the search no word with one.
            _said.Append(text, 0, Math.Min(text.Length, MostCharacters - _said.Length)).Replace('\0', ' ').Append('\n');
        }
    }

    private void Count(JsonElement stored, string kind, string name, short bucket)
    {
        var key = (DateOnly.FromDateTime(stored.GetProperty(StoredNames.At.EncodedUtf8Bytes).GetDateTimeOffset().UtcDateTime), kind, name, bucket);
        Measures[key] = Measures.GetValueOrDefault(key) + 1;
    }

    private void ReadCategory(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        foreach (var superstep in document.RootElement.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray())
        {
            if (superstep.TryGetProperty(StoredNames.States.EncodedUtf8Bytes, out var states) && states.TryGetProperty(Triage, out var triage)
                && triage.TryGetProperty("topic", out var topic) && topic.GetString() is { } found and not "none")
            {
                Category = found;
            }
        }
    }

    private static T Read<T>(JsonElement stored) => stored.GetProperty(StoredNames.Data.EncodedUtf8Bytes).Deserialize<T>(StoredJson.Options)!;
}
