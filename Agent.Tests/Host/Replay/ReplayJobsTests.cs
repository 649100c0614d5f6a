using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Host.Commands;
using Agent.Host.Replay;
using Agent.Host.Replay.Jobs;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Host.Replay;

/// <summary>Replays as jobs of the service: accepted at once, carried out by any replica, cancelled at any time, each tenant's its own.</summary>
internal sealed class ReplayJobsTests
{
    private string _connectionString = null!;
    private SupportFixture _support = null!;

    [OneTimeSetUp]
    public async Task PlayAsync()
    {
        _connectionString = await PostgresFixture.CreateDatabaseAsync();
        _support = await SupportFixture.StartAsync(connectionString: _connectionString);
        foreach (var text in (string[])["Hello!", "Where is my order #W1000001?", "You charged my card twice this month, I want to speak about my invoice!"])
        {
            await (await _support.TalkAsync("mara_olsen_1001", CancellationToken.None)).SayAsync(text, CancellationToken.None);
        }
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_support is not null)
        {
            await _support.DisposeAsync();
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task A_job_is_accepted_carried_out_and_reported(CancellationToken cancellationToken)
    {
        await using var service = await StartAsync();
        using var client = ClientOf(service);
        var prompts = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"), cancellationToken))
            .Replace("\"billing\"", "\"payments\"", StringComparison.Ordinal).Replace("\"category\":\"billing\"", "\"category\":\"payments\"", StringComparison.Ordinal);
        var counted = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, current) =>
            {
                if (instrument.Name == "agent.replay.differences")
                {
                    current.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.AddOrUpdate((string)tags[0].Value!, value, (_, before) => before + value));
        listener.Start();
        var accepted = await client.PostAsJsonAsync("/api/v1/replays", new { mode = "decisions", prompts }, cancellationToken);
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await accepted.Content.ReadAsStringAsync(cancellationToken));
        var job = await EndAsync(client, accepted.Headers.Location!, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)job["status"], Is.EqualTo("completed"));
        Assert.That(((int)job["total"]!, (int)job["done"]!, (int)job["different"]!, (int)job["differences"]!["triage"]!), Is.EqualTo((3, 3, 1, 1)));
        Assert.That(counted, Does.ContainKey("triage"), "and whoever collects metrics hears of it");
        var report = JsonNode.Parse(await client.GetStringAsync((string)job["links"]!["json"]!, cancellationToken))!;
        Assert.That(report["conversations"]!.AsArray(), Has.Count.EqualTo(3));
        Assert.That(await client.GetStringAsync((string)job["links"]!["html"]!, cancellationToken), Does.StartWith("<!doctype html>").And.Contain("payments").Or.Contain("triage"));
        Assert.That(await client.GetStringAsync((string)job["links"]!["junit"]!, cancellationToken), Does.Contain("<testsuite"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Replicas_share_a_job_and_finish_what_one_that_died_had_begun(CancellationToken cancellationToken)
    {
        await using var idle = await StartAsync("--Replay:Works", "false");
        var jobs = idle.Services.GetRequiredService<IReplayJobs>();
        var run = await jobs.StartAsync(SupportFixture.Tenant, "test", new() { Mode = ReplayMode.Exact, Filter = new() }, cancellationToken);
        var runs = idle.Services.GetRequiredService<Agent.Processes.Replay.ReplayRuns>();
        Assert.That(await runs.ClaimAsync(run.Tenant, run.Id, "dead", 1, TimeSpan.FromMilliseconds(1), cancellationToken), Has.Count.EqualTo(1), "a replica took one, and died");
        await using var one = await StartAsync("--Replay:Poll", "00:00:00.100");
        await using var two = await StartAsync("--Replay:Poll", "00:00:00.100");
        using var client = ClientOf(one);
        var job = await EndAsync(client, new($"/api/v1/jobs/{run.Id}", UriKind.Relative), cancellationToken);
        Assert.That(((string)job["status"]!, (int)job["done"]!, (int)job["same"]!), Is.EqualTo(("completed", 3, 3)));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_job_can_be_cancelled_and_is_its_tenants_own(CancellationToken cancellationToken)
    {
        await using var service = await StartAsync("--Replay:Works", "false");
        using var client = ClientOf(service);
        var accepted = await client.PostAsJsonAsync("/api/v1/replays", new { mode = "exact" }, cancellationToken);
        var cancelled = await client.DeleteFromJsonAsync<JsonNode>(accepted.Headers.Location, cancellationToken);
        Assert.That((string?)cancelled!["status"], Is.EqualTo("cancelled"));
        var id = (string)cancelled["id"]!;
        var jobs = service.Services.GetRequiredService<IReplayJobs>();
        Assert.That(await jobs.FindAsync("another", id, cancellationToken), Is.Null);
        Assert.That(await jobs.CancelAsync("another", id, cancellationToken), Is.Null);
        var runs = service.Services.GetRequiredService<Agent.Processes.Replay.ReplayRuns>();
        Assert.That(await runs.ClaimAsync(SupportFixture.Tenant, id, "worker", 10, TimeSpan.FromMinutes(1), cancellationToken), Is.Empty, "nobody works on it any more");
    }

    [Test, CancelAfter(120_000)]
    public async Task A_job_waits_while_customers_are_answered(CancellationToken cancellationToken)
    {
        var load = new SetLoad { Running = 3 };
        await using var service = await StartAsync(services => services.AddSingleton<IReplicaLoad>(load), "--Replay:MostInteractive", "2", "--Replay:Poll", "00:00:00.050");
        using var client = ClientOf(service);
        var accepted = await client.PostAsJsonAsync("/api/v1/replays", new { mode = "exact" }, cancellationToken);
        await load.AskedAsync(3, cancellationToken); // the worker has looked again and again
        var waiting = await client.GetFromJsonAsync<JsonNode>(accepted.Headers.Location, cancellationToken);
        Assert.That(((string?)waiting!["status"], (int)waiting["total"]!, (int)waiting["done"]!), Is.EqualTo(("running", 3, 0)));
        load.Running = 2;
        Assert.That((int)(await EndAsync(client, accepted.Headers.Location!, cancellationToken))["done"]!, Is.EqualTo(3));
    }

    [Test, CancelAfter(120_000)]
    public async Task How_a_job_stands_is_told_without_reading_its_results(CancellationToken cancellationToken)
    {
        await using var service = await StartAsync();
        using var client = ClientOf(service);
        var accepted = await client.PostAsJsonAsync("/api/v1/replays", new { mode = "decisions" }, cancellationToken);
        var before = (await EndAsync(client, accepted.Headers.Location!, cancellationToken)).ToJsonString();
        await _support.ExecuteAsync($"UPDATE agent.replay_items SET result = '\"unreadable\"' WHERE run_id = '{Path.GetFileName(accepted.Headers.Location!.ToString())}'", cancellationToken);
        Assert.That((await EndAsync(client, accepted.Headers.Location!, cancellationToken)).ToJsonString(), Is.EqualTo(before), "the figures were added up as the work was done");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_result_that_two_replicas_bring_is_stored_and_counted_once(CancellationToken cancellationToken)
    {
        await using var service = await StartAsync("--Replay:Works", "false");
        var runs = service.Services.GetRequiredService<Agent.Processes.Replay.ReplayRuns>();
        var run = await runs.BeginAsync(SupportFixture.Tenant, "exact", "{}", "digest", "test", [new(1, "a", null), new(2, "b", null)], cancellationToken);
        Agent.Processes.Replay.ReplayItemResult Result(long number, string text) => new(number, null, $"\"{text}\"") { Figures = new Dictionary<string, decimal> { ["same"] = 1, [$"by:{text}"] = 1 } };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => runs.SaveAsync(run.Tenant, run.Id, worker % 2 == 0 ? [Result(1, "x"), Result(2, "y")] : [Result(2, "y"), Result(1, "x")], cancellationToken)));
        var counts = await runs.CountsAsync(run.Tenant, run.Id, cancellationToken);
        Assert.That(counts, Is.EquivalentTo(new Dictionary<string, decimal> { ["total"] = 2, ["same"] = 2, ["by:x"] = 1, ["by:y"] = 1 }));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_cannot_be_carried_out_is_refused_with_the_reason(CancellationToken cancellationToken)
    {
        await using var service = await StartAsync("--Replay:Works", "false");
        using var client = ClientOf(service);
        foreach (var (body, words) in ((object, string)[])[
            (new { mode = "slowly" }, "mode must be one of exact, decisions, policies, effects, live"), (new { mode = "decisions", policies = "version: [" }, "It cannot be used"),
            (new { mode = "live", budgetUsd = 1 }, "Replay:LiveBudget"), (new { mode = "decisions", approvals = "perhaps" }, "approvals must be one of as-recorded, approve, deny"),
            (new { mode = "decisions", approveIf = (string[])["amount<=much"] }, "is no condition"), (new { mode = "decisions", onDivergence = "panic" }, "onDivergence must be one of nearest, stop, ask"),
            (new { mode = "decisions", workflowVersion = "v99" }, "v99"), (new { mode = "exact", recordings = Array.Empty<object>() }, "at least one")])
        {
            var refused = await client.PostAsJsonAsync("/api/v1/replays", body, cancellationToken);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await refused.Content.ReadAsStringAsync(cancellationToken), Does.Contain(words));
        }

        Assert.That((await client.GetAsync("/api/v1/jobs/r0", cancellationToken)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private Task<WebApplication> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    private async Task<WebApplication> StartAsync(Action<IServiceCollection> configure, params string[] settings)
    {
        var app = ServeCommand.Build(
            ["--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", _connectionString, "--Model:Provider", "offline", "--Runtime:DrainTime", "00:00:00", .. settings],
            builder =>
            {
                builder.Logging.ClearProviders();
                configure(builder.Services);
            });
        await ServeCommand.StartAsync(app);
        return app;
    }

    /// <summary>A replica as busy as a test says.</summary>
    private sealed class SetLoad : IReplicaLoad
    {
        private readonly SemaphoreSlim _asked = new(0);
        private volatile int _running;

        public int Running
        {
            get
            {
                _asked.Release();
                return _running;
            }
            set => _running = value;
        }

        public async Task AskedAsync(int times, CancellationToken cancellationToken)
        {
            for (; times > 0; times--)
            {
                await _asked.WaitAsync(cancellationToken);
            }
        }
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new(app.Urls.Single()) };

    private static async Task<JsonNode> EndAsync(HttpClient client, Uri job, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = (await client.GetFromJsonAsync<JsonNode>(job, cancellationToken))!;
            if ((string?)found["status"] is not "running")
            {
                return found;
            }

            await Task.Delay(50, cancellationToken);
        }
    }
}
