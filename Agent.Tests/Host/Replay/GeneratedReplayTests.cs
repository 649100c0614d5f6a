using System.Text.Json.Nodes;
using Agent.Benchmarks.Replaying;
using Agent.Benchmarks.Service;
using Agent.Host.Replay.Command;
using Agent.Host.Replay.Recordings;
using Agent.Plugins.BackOffice;
using Agent.Processes;
using Agent.Processes.Replay;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Host.Replay;

/// <summary>
/// The short form of what `Agent.Benchmarks replay proofs` shows over a thousand conversations that dice made up, and ten thousand cases. <c>AGENT_KILLS</c> sets how often
/// each mode is killed; default once, <c>decisions</c> three times.
/// </summary>
internal sealed class GeneratedReplayTests
{
    private const int Conversations = 30;
    private SupportFixture _support = null!;
    private ReplayFixture _replay = null!;
    private IReadOnlyCollection<string> _ids = [];

    [OneTimeSetUp]
    public async Task PlayAsync()
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        _support = await SupportFixture.StartAsync(connectionString: connectionString);
        var orders = await new BenchmarkShop(_support.Get<IDbContextFactory<BackOfficeDbContext>>()).AddOrdersAsync(Conversations);
        _ids = await new GeneratedConversations(_support.Conversations, seed: 11).PlayAsync(orders, 4);
        _replay = await ReplayFixture.OpenAsync(connectionString);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_replay is not null)
        {
            await _replay.DisposeAsync();
        }

        if (_support is not null)
        {
            await _support.DisposeAsync();
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Every_one_replays_with_no_difference_and_calls_nobody(CancellationToken cancellationToken)
    {
        foreach (var id in _ids)
        {
            // A model or a tool that is really called fails it.
            Assert.That((await _support.ReplayAsync(new(SupportFixture.Tenant, id), cancellationToken)).Outcome, Is.EqualTo(ReplayOutcome.Identical), id);
        }

        foreach (var mode in (string[])["exact", "decisions"])
        {
            var summary = (await _replay.ReportAsync(cancellationToken, "stored", "--mode", mode))["summary"]!;
            Assert.That(((int)summary["same"]!, (int)summary["divergences"]!), Is.EqualTo((Conversations, 0)), $"{mode}: {summary.ToJsonString()}");
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task The_blast_radius_over_many_cases_is_what_the_full_replay_finds(CancellationToken cancellationToken)
    {
        var policies = Path.Combine(_replay.Folder, "stricter.yaml");
        await File.WriteAllTextAsync(policies, (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies.yaml"), cancellationToken))
            .Replace("at_most: 45", "at_most: 2", StringComparison.Ordinal).Replace("500.00", "100.00", StringComparison.Ordinal), cancellationToken);
        var file = await RepeatAsync(300, cancellationToken);
        var radius = FlipsOf(await _replay.ReportAsync(cancellationToken, file, "--mode", "policies", "--candidate", $"policies={policies}"));
        var full = FlipsOf(await _replay.ReportAsync(cancellationToken, file, "--mode", "decisions", "--candidate", $"policies={policies}"));
        Assert.That(radius, Is.EqualTo(full).And.Count.GreaterThan(20));
    }

    [CancelAfter(240_000)]
    [TestCase("exact", 1)]
    [TestCase("decisions", 3)]
    [TestCase("policies", 1)]
    [TestCase("live", 1)]
    public async Task Killed_in_the_middle_the_report_is_that_of_an_undisturbed_replay(string mode, int kills, CancellationToken cancellationToken)
    {
        kills = int.TryParse(Environment.GetEnvironmentVariable("AGENT_KILLS"), out var wanted) ? wanted : kills;
        // Each time some are done before it dies, and there must be some left for the next.
        var file = mode == "live" ? _replay.Write("live.jsonl", Enumerable.Range(1, 40 * kills).Select(number => ReplayFixture.Recording($"r{number}", "demo", "mara_olsen_1001", "Where is my order #W1000001?"))) : await RepeatAsync(120 + (kills * 280), cancellationToken);
        string[] command = [file, "--mode", mode, "--parallel", "2", .. mode == "policies" ? (string[])["--candidate", $"policies={Path.Combine(AppContext.BaseDirectory, "policies.yaml")}"] : []];
        var undisturbed = await TextAsync(command, "undisturbed", cancellationToken);
        for (var kill = 0; kill < kills; kill++)
        {
            await KillInTheMiddleAsync(kill == 0 ? command : [.. command, "--resume"], cancellationToken);
        }

        var before = await _replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_runs", cancellationToken);
        Assert.That(await TextAsync([.. command, "--resume"], "resumed", cancellationToken), Is.EqualTo(undisturbed));
        Assert.That(await _replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_runs", cancellationToken), Is.EqualTo(before), "it was one run");
    }

    private async Task KillInTheMiddleAsync(string[] command, CancellationToken cancellationToken)
    {
        const string Stored = "SELECT count(*) FROM agent.replay_items i JOIN agent.replay_runs r ON r.id = i.run_id WHERE r.status = 'running'";
        var done = await _replay.ReadAsync<long>(Stored, cancellationToken);
        using var program = ReplayProcess.Start(_replay, command);
        while (await _replay.ReadAsync<long>(Stored, cancellationToken) == done)
        {
            Assert.That(program.HasExited, Is.False, "it ended before it could be killed");
        }

        program.Kill();
        await program.WaitForExitAsync(cancellationToken);
        Assert.That(await _replay.ReadAsync<long>(Stored, cancellationToken), Is.GreaterThan(done));
    }

    private async Task<string> RepeatAsync(int cases, CancellationToken cancellationToken)
    {
        var once = Path.Combine(_replay.Folder, "once.jsonl");
        await ExportVerb.WriteAsync(_replay.Services, once, "", null, SupportFixture.Tenant, lossless: true, cancellationToken);
        var lines = await File.ReadAllLinesAsync(once, cancellationToken);
        return _replay.Write($"many-{cases}.jsonl", Enumerable.Range(0, cases).Select(number => lines[number % lines.Length]));
    }

    private async Task<string> TextAsync(string[] command, string name, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_replay.Folder, $"{name}-{command[2]}");
        Assert.That((await _replay.RunAsync(cancellationToken, [.. command, "--report", folder])).Code, Is.Zero);
        return await File.ReadAllTextAsync(Path.Combine(folder, "report.json"), cancellationToken);
    }

    private static List<string> FlipsOf(JsonNode report) => [.. report["conversations"]!.AsArray().SelectMany(conversation => conversation!["differences"]!.AsArray()
        .Where(difference => (string?)difference!["kind"] is DecisionKinds.Eligibility or DecisionKinds.Approval)
        .Select(difference => $"{conversation["number"]} {difference!.ToJsonString()}"))];
}
