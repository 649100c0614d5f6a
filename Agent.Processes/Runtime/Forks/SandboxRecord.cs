using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Persistence;
using Agent.Processes.Policies;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime.Forks;

/// <summary>What the conversations that a sandbox was forked from have on record of a tool call.</summary>
internal sealed class SandboxRecord(IDbContextFactory<AgentDbContext> contexts)
{
    private const int Page = 64;

    /// <summary>
    /// The recorded answer to a call of a tool with equal arguments. The nearest source comes first, and of it the first such call behind the fork's
    /// point: the fork is about to do what was done there. A call that failed is none.
    /// </summary>
    public async Task<JsonElement?> FindAsync(ConversationKey key, string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lineage = (await ConversationHistory.OpenAsync(context, key, cancellationToken)).Stretches.SkipLast(1).Reverse().ToList();
        var asked = CanonicalJson.Write(arguments);
        JsonElement? before = null;
        foreach (var stretch in lineage)
        {
            var source = await ConversationHistory.OpenAsync(context, new(key.Tenant, stretch.ConversationId), cancellationToken);
            await foreach (var (superstep, activity) in ActivitiesAsync(source, cancellationToken))
            {
                if (activity is not { Kind: "tool", Error: null, Request: { } request, Response: { } response } || activity.Name != tool
                    || !CanonicalJson.Write(request).AsSpan().SequenceEqual(asked))
                {
                    continue;
                }

                if (superstep > stretch.Upto)
                {
                    return response;
                }

                before ??= response;
            }
        }

        return before;
    }

    private static async IAsyncEnumerable<(int Superstep, ActivityRecord Activity)> ActivitiesAsync(
        ConversationHistory history, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0;
        while (await history.ReadAfterAsync(after, Page, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var checkpoint in page)
            {
                using var body = JsonDocument.Parse(checkpoint.Body);
                foreach (var superstep in body.RootElement.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray())
                {
                    if (!superstep.TryGetProperty(StoredNames.Activities.EncodedUtf8Bytes, out var activities))
                    {
                        continue;
                    }

                    foreach (var activity in activities.EnumerateArray())
                    {
                        yield return (superstep.GetProperty(StoredNames.Number.EncodedUtf8Bytes).GetInt32(), activity.Deserialize<ActivityRecord>(StoredJson.Options)!);
                    }
                }
            }

            after = page[^1].LastNumber;
        }
    }
}
