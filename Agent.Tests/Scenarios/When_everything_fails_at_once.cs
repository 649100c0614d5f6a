using Agent.Benchmarks.Faults;
using Agent.Benchmarks.Faults.Auditing;
using Agent.Benchmarks.Faults.Scripts;
using Agent.Benchmarks.Promises;

namespace Agent.Tests.Scenarios;

/// <summary>
/// The short form of the fault matrix: three replicas, killed at every checkpoint boundary, stopped, paused, without their database, and every input
/// delivered up to four times. docs/faults.md describes it, and the long form.
/// </summary>
[NonParallelizable]
internal sealed class When_everything_fails_at_once
{
    private static readonly TimeSpan s_shortForm = TimeSpan.FromMinutes(4);

    /// <summary>A machine that is busy with something else may not get through the plan in time; it must get somewhere all the same.</summary>
    private const int FewestKills = 10;

    [Test, CancelAfter(600_000)]
    public async Task Nothing_is_lost_doubled_or_stuck(CancellationToken cancellationToken)
    {
        var report = await new FaultMatrix(new() { Duration = s_shortForm }, TestContext.Out.WriteLine).RunAsync(cancellationToken);
        await TestContext.Out.WriteLineAsync(report.Render());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(report.Findings, Is.Empty);
        // A conversation that was taken over may not come by where it was to be killed next.
        Assert.That(report.Kills, Is.GreaterThanOrEqualTo(report.WasCutShort ? FewestKills : report.Planned * 9 / 10));
        Assert.That(report.WasCutShort || report.Boundaries.Count == report.BoundariesKnown, "a boundary was left out");
    }

    [Test, CancelAfter(300_000)]
    public async Task Without_the_idempotency_key_the_auditor_reports_duplicates(CancellationToken cancellationToken)
    {
        // A ticket may be opened any number of times; other calls the shop itself would refuse to repeat.
        var options = new FaultOptions { Kills = 10, Conversations = 10, Scripts = [AllScripts.Ticket], WithoutIdempotency = true };
        var report = await new FaultMatrix(options, TestContext.Out.WriteLine).RunAsync(cancellationToken);
        await TestContext.Out.WriteLineAsync(report.Render());
        Assert.That(report.Findings.Select(finding => finding.Kind), Has.Some.EqualTo(FindingKind.DuplicatedEffect));
    }

    [Test, CancelAfter(300_000)]
    public async Task Of_two_inputs_at_the_same_instant_at_two_replicas_none_is_lost_and_none_counts_twice(CancellationToken cancellationToken)
    {
        var results = await PromisesProgram.SimultaneousAsync(10, cancellationToken);
        Assert.That(results, Has.Count.EqualTo(2).And.All.Property(nameof(PromiseResult.Found)).Zero);
    }
}
