using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Host.Commands;
using Agent.Host.Replay;
using Agent.Host.Replay.Jobs;
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
        var accepted = await client.PostAsJsonAsync("/api/v1/replays", new { mode = "decisions", prompts }, cancellationToken);
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await accepted.Content.ReadAsStringAsync(cancellationToken));
        var job = await EndAsync(client, accepted.Headers.Location!, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)job["status"], Is.EqualTo("completed"));
        Assert.That(((int)job["total"]!, (int)job["done"]!, (int)job["different"]!, (int)job["differences"]!["triage"]!), Is.EqualTo((3, 3, 1, 1)));
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

    [Test, CancelAfter(60_000)]
    public async Task What_cannot_be_carried_out_is_refused_with_the_reason(CancellationToken cancellationToken)
    {
        await using var service = await StartAsync("--Replay:Works", "false");
        using var client = ClientOf(service);
        foreach (var (body, words) in ((object, string)[])[
            (new { mode = "slowly" }, "mode must be one of exact, decisions, policies, effects"), (new { mode = "decisions", policies = "version: [" }, "It cannot be used"),
            (new { mode = "decisions", workflowVersion = "v99" }, "v99"), (new { mode = "exact", recordings = Array.Empty<object>() }, "at least one")])
        {
            var refused = await client.PostAsJsonAsync("/api/v1/replays", body, cancellationToken);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await refused.Content.ReadAsStringAsync(cancellationToken), Does.Contain(words));
        }

        Assert.That((await client.GetAsync("/api/v1/jobs/r0", cancellationToken)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<WebApplication> StartAsync(params string[] settings)
    {
        var app = ServeCommand.Build(
            ["--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", _connectionString, "--Model:Provider", "offline", "--Runtime:DrainTime", "00:00:00", .. settings],
            builder => builder.Logging.ClearProviders());
        await ServeCommand.StartAsync(app);
        return app;
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
