using System.Text.Json;
using Agent.Processes;

namespace Agent.Tests;

/// <summary>A past without a runtime: every conversation that is there has three supersteps.</summary>
internal sealed class ScriptedTimeTravel(ScriptedConversations conversations) : ITimeTravel
{
    private static readonly JsonElement One = JsonSerializer.SerializeToElement(1);
    private static readonly JsonElement Two = JsonSerializer.SerializeToElement(2);

    public async Task<CheckpointDiff?> DiffAsync(ConversationKey key, int from, int to, CancellationToken cancellationToken = default) =>
        await conversations.FindAsync(key, cancellationToken) is null || from is < 0 or > 3 || to is < 0 or > 3 ? null
            : new(from, to, new Dictionary<string, IReadOnlyList<JsonChange>> { ["orders/agent"] = [new("replace", "/iterations", One, Two)] }, [], []);

    public async Task<ReplayReport?> ReplayAsync(ConversationKey key, string? workflowVersion = null, CancellationToken cancellationToken = default)
    {
        if (await conversations.FindAsync(key, cancellationToken) is null)
            return null;
        return workflowVersion is null or "v1"
            ? new(ReplayOutcome.Different, "support", "v1", 2, 1, [], new(3, "t1", "triage", "/activities/0/requestDigest", One, Two))
            : throw new UnknownWorkflowException($"support {workflowVersion}");
    }

    public Task<IReadOnlyList<ModelRequest>?> ReadRequestsAsync(ConversationKey key, int superstep, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ModelRequest>?>([new(0, JsonSerializer.SerializeToElement(new[] { new { role = "system", text = "be kind" } }), true)]);
}
