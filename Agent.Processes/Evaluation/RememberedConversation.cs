using System.Text.Json;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Replay;
using Agent.Processes.Workflows.Support.Specialists;

namespace Agent.Processes.Evaluation;

/// <summary>What triage and the orders specialist remembered at a moment of a stored conversation.</summary>
internal sealed class RememberedConversation(string customerId)
{
    private readonly List<AgentMessage> _memory = [];
    private string? _draft;
    private string? _found;

    public string Topic { get; private set; } = "none";

    public string LastAnswer { get; private set; } = "none";

    /// <summary>The customer, as far as anybody knew.</summary>
    public string? Customer => customerId == "guest" ? _found : customerId;

    /// <summary>What the specialist would be asked with after this message of the customer.</summary>
    public IEnumerable<AgentMessage> With(string text) =>
        [.. _memory, .. _draft is null ? (AgentMessage[])[] : [new() { Role = AgentMessage.Assistant, Text = _draft }], new() { Role = AgentMessage.User, Text = text }];

    /// <summary>Goes on by a superstep.</summary>
    public void Take(RecordedSuperstep superstep)
    {
        if (superstep.Member(StoredNames.States) is { } states)
        {
            if (states.TryGetProperty("triage", out var triage))
            {
                (Topic, LastAnswer) = (TextOf(triage, "topic") ?? Topic, TextOf(triage, "lastAnswer") ?? LastAnswer);
            }

            if (states.TryGetProperty("orders/agent", out var agent))
            {
                (_draft, _found) = (TextOf(agent, "draft"), TextOf(agent, "foundCustomerId"));
            }
        }

        foreach (var log in superstep.Member(StoredNames.Logs) is { } logs ? logs.EnumerateArray() : default)
        {
            if (log.GetProperty(StoredNames.To.EncodedUtf8Bytes).ValueEquals("orders/agent") && log.GetProperty(StoredNames.Parameter.EncodedUtf8Bytes).ValueEquals("memory"))
            {
                _memory.AddRange(log.GetProperty(StoredNames.Data.EncodedUtf8Bytes).Deserialize<List<AgentMessage>>(StoredJson.Options)!);
            }
        }
    }

    private static string? TextOf(JsonElement state, string name) => state.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
