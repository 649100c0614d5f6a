using Agent.Host.Replay.Approvals;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Rehearsing;
using ITenantTerms = Agent.Processes.ITenantTerms;
using TenantTerms = Agent.Processes.TenantTerms;

namespace Agent.Host.Replay.Decisions;

/// <summary>
/// Holds recorded conversations again with recorded answers and results, and compares what is decided with what was decided then, or with what another version decides.
/// </summary>
internal sealed class DecisionsReplay(RehearsalStage candidate, RehearsalStage? baseline, Func<string, bool> isConsequential, ReplaySpec spec, ITenantTerms? tenants = null)
    : IReplayEngine
{
    /// <summary>What recordings of others tell.</summary>
    public static readonly IReadOnlySet<string> Told = new HashSet<string> { DecisionKinds.Guardrail, DecisionKinds.Tool, DecisionKinds.Eligibility };

    private readonly Approver _approver = new(spec);

    public async Task<ReplayResult> ReplayAsync(long number, RecordedConversation recording, CancellationToken cancellationToken)
    {
        var script = RecordingScript.Of(recording, isConsequential);
        var terms = TermsOf(recording, script.IsOurs && tenants is not null ? await tenants.FindAsync(recording.Tenant, cancellationToken) : null);
        var now = await candidate.RehearseAsync(script, terms, cancellationToken);
        var before = baseline is null ? script.Recorded : (await baseline.RehearseAsync(script, terms, cancellationToken)).Decisions;
        var kinds = baseline is null && !script.IsOurs ? Told : null;
        var differences = DecisionComparison.Find(before, now.Decisions, kinds);
        return new()
        {
            Number = number,
            Id = recording.Id,
            Customer = recording.Customer,
            Verdict = differences.Count == 0 ? ReplayVerdict.Same : ReplayVerdict.Different,
            Differences = [.. differences.Select(Of)],
            Divergences = [.. now.Unrecorded.Select(unrecorded => new ReplayDivergence(unrecorded.Turn, unrecorded.Asked, unrecorded.Answer))],
            Compared = new SortedDictionary<string, int>(before.Where(decision => kinds?.Contains(decision.Kind) is not false)
                .GroupBy(decision => decision.Kind).ToDictionary(kind => kind.Key, kind => kind.Count()), StringComparer.Ordinal),
            Decisions = now.Decisions,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await candidate.DisposeAsync();
        if (baseline is not null)
        {
            await baseline.DisposeAsync();
        }
    }

    private RehearsalTerms TermsOf(RecordedConversation recording, TenantTerms? tenant) => new()
    {
        Tenant = tenant,
        Unrecorded = spec.OnDivergence switch
        {
            DivergenceChoice.Ask => UnrecordedChoice.Ask,
            DivergenceChoice.Stop => UnrecordedChoice.Stop,
            _ => UnrecordedChoice.Nearest,
        },
        Decides = _approver.DecidesFor(recording),
        Derive = RecordedFacts.Derive,
    };

    /// <summary>A difference as it is reported.</summary>
    public static ReplayDifference Of(DecisionDifference difference) => new(
        difference.Either.Kind, difference.Either.Turn, difference.Either.Subject, difference.Before?.Value, difference.Now?.Value,
        difference.Now?.Note ?? difference.Before?.Note, difference.AmountMinor);
}
