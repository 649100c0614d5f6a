using System.Text;
using System.Text.Json;
using Agent.Processes.Policies;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Journal;

/// <summary>The tool calls that a conversation has on record, by what was asked: a tool's name and its arguments in canonical spelling.</summary>
internal sealed class JournalIndex
{
    private readonly Dictionary<(string Tool, string Arguments), List<ActivityRecord>> _calls = [];

    /// <summary>Reads a conversation's whole record.</summary>
    public static async Task<JournalIndex> ReadAsync(CheckpointHistory history, ConversationKey key, CancellationToken cancellationToken)
    {
        var index = new JournalIndex();
        await foreach (var checkpoint in history.ReadAllAsync(key, cancellationToken))
        {
            using var body = JsonDocument.Parse(checkpoint.Body);
            foreach (var superstep in body.RootElement.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray())
            {
                foreach (var activity in ActivityRecord.ReadOf(superstep))
                {
                    index.Add(activity);
                }
            }
        }

        return index;
    }

    /// <summary>Every call of a tool with these arguments, oldest first, failed ones included.</summary>
    public IReadOnlyList<ActivityRecord> Find(string tool, JsonElement arguments) => _calls.GetValueOrDefault((tool, Canonical(arguments)), []);

    private void Add(ActivityRecord activity)
    {
        if (activity is not { Kind: ActivityKinds.Tool, Request: { } arguments })
        {
            return;
        }

        var asked = (activity.Name, Canonical(arguments));
        if (!_calls.TryGetValue(asked, out var calls))
        {
            _calls.Add(asked, calls = []);
        }

        calls.Add(activity);
    }

    private static string Canonical(JsonElement arguments) => Encoding.UTF8.GetString(CanonicalJson.Write(arguments));
}
