using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Processes;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Trials;

namespace Agent.Host.Replay.Decisions;

/// <summary>Judges what past conversations proposed by other policies, and runs nothing else of them.</summary>
internal sealed class PoliciesReplay(PolicyTrial trial, ITenantTerms? tenants = null) : IReplayEngine
{
    public async Task<ReplayResult> ReplayAsync(long number, RecordedConversation recording, CancellationToken cancellationToken)
    {
        var result = new ReplayResult { Number = number, Id = recording.Id, Customer = recording.Customer, Verdict = ReplayVerdict.Error };
        if (recording.Journal is not { } journal)
        {
            return result with { Error = "it holds no journal of ours: replay its decisions instead" };
        }

        var tenant = tenants is null ? null : await tenants.FindAsync(recording.Tenant, cancellationToken);
        var differences = trial.Find(journal, tenant, out var judged);
        return result with
        {
            Verdict = differences.Count == 0 ? ReplayVerdict.Same : ReplayVerdict.Different,
            Differences = [.. differences.Select(DecisionsReplay.Of)],
            Compared = new SortedDictionary<string, int>(StringComparer.Ordinal) { [DecisionKinds.Eligibility] = judged },
        };
    }

    public ValueTask DisposeAsync() => default;
}
