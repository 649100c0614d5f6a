using System.Globalization;
using System.Text.Json.Nodes;
using Agent.Host.Models;
using Agent.Host.Replay;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Replay.Live;

/// <summary>Conversations held anew with a model that costs money: as often as wanted, never beyond the budget, and in nobody's shop.</summary>
internal sealed class LiveReplayTests
{
    private const string Question = "Where is my order #W1000001?";
    private ReplayFixture _replay = null!;
    private PricedModel _model = null!;

    [OneTimeSetUp]
    public async Task PlayAsync()
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using (var support = await SupportFixture.StartAsync(connectionString: connectionString))
        {
            foreach (var texts in (string[][])[["Hello!"], [Question, "Thanks!"], ["How long does shipping take?"]])
            {
                var talk = await support.TalkAsync("mara_olsen_1001", CancellationToken.None);
                foreach (var text in texts)
                {
                    await talk.SayAsync(text, CancellationToken.None);
                }
            }
        }

        _model = new();
        _replay = await ReplayFixture.OpenAsync(connectionString, services => services.AddKeyedSingleton<IChatClient>(ModelProviders.Offline, (_, _) => _model), PricedModel.Settings);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_replay is not null)
        {
            await _replay.DisposeAsync();
        }
    }

    [SetUp]
    public void Reset() => _model.Says = (_, _) => null;

    [Test, CancelAfter(120_000)]
    public async Task The_same_model_decides_as_it_did_in_every_sample_and_the_calls_are_paid(CancellationToken cancellationToken)
    {
        var before = _model.Calls;
        var report = await _replay.ReportAsync(cancellationToken, "stored", "--mode", "live", "--samples", "2", "--budget", "5");
        var (summary, calls) = (report["summary"]!, _model.Calls - before);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(((int)summary["same"]!, (int)summary["different"]!, (int)summary["errors"]!), Is.EqualTo((3, 0, 0)), summary.ToJsonString());
        Assert.That((int)summary["usage"]!["calls"]!, Is.EqualTo(calls).And.GreaterThanOrEqualTo(2 * 10));
        Assert.That((decimal)summary["usage"]!["costUsd"]!, Is.EqualTo(calls * PricedModel.CallUsd));
        Assert.That(report["conversations"]!.AsArray().Select(conversation => (int)conversation!["samples"]!), Is.All.EqualTo(2));
        Assert.That(report["conversations"]!.AsArray().Select(conversation => (double)conversation!["likeness"]!), Is.All.EqualTo(1), "it even says the same");
        Assert.That(await SpentAsync(cancellationToken), Is.EqualTo((calls * PricedModel.CallUsd, 0m)), "the ledger has it all");
    }

    [Test, CancelAfter(120_000)]
    public async Task What_differs_in_some_samples_is_told_with_how_many(CancellationToken cancellationToken)
    {
        var asked = 0;
        _model.Says = (prompt, _) => prompt == "triage" && Interlocked.Increment(ref asked) == 2
            ? """{"category":"billing","priority":"normal","language":"en","closing":false,"reason":"A whim."}""" : null;
        var report = await _replay.ReportAsync(cancellationToken, $"stored:limit=1", "--mode", "live", "--samples", "3", "--budget", "5", "--parallel", "1");
        var differences = report["conversations"]![0]!["differences"]!.AsArray().Where(found => (string?)found!["kind"] == "triage");
        Assert.That(differences.Select(found => ((string?)found!["replayed"], (string?)found["note"])), Is.Not.Empty.And.All.EqualTo(("billing", "in 1 of 3 samples")));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_budget_is_never_exceeded_and_more_money_goes_on_where_it_stopped(CancellationToken cancellationToken)
    {
        var lines = Enumerable.Range(1, 12).Select(number => ReplayFixture.Recording(string.Create(CultureInfo.InvariantCulture, $"r{number}"), "demo", "mara_olsen_1001", Question));
        string[] command = [_replay.Write("budget.jsonl", lines), "--mode", "live", "--parallel", "1"];
        var (calls, budget) = (_model.Calls, 0.6m);
        var (code, output) = await _replay.RunAsync(cancellationToken, [.. command, "--budget", budget.ToString(CultureInfo.InvariantCulture)]);
        var (spent, reserved) = await SpentAsync(cancellationToken);
        var made = _model.Calls - calls;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(4), output);
            Assert.That(output, Does.Contain("Estimate: 12 conversations, 1 samples each").And.Contain("Stopped: The budget replay is 0.6 USD"));
            Assert.That(spent, Is.EqualTo(made * PricedModel.CallUsd).And.LessThanOrEqualTo(budget), "to the cent");
            Assert.That(reserved, Is.Zero);
            Assert.That(made, Is.GreaterThan(5));
        }

        var done = await _replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_items i JOIN agent.replay_runs r ON r.id = i.run_id WHERE r.status = 'running'", cancellationToken);
        Assert.That(done, Is.GreaterThan(0).And.LessThan(12));
        calls = _model.Calls;
        var (again, said) = await _replay.RunAsync(cancellationToken, [.. command, "--budget", "20", "--resume"]);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(again, Is.Zero, said);
        Assert.That(said, Does.Contain($"{done} conversations are done").And.Contain("12 conversations"));
        Assert.That(await SpentAsync(cancellationToken), Is.EqualTo((spent + ((_model.Calls - calls) * PricedModel.CallUsd), 0m)), "it is one budget all the time");
    }

    [Test, CancelAfter(60_000)]
    public async Task Nothing_is_asked_before_somebody_says_what_it_may_cost(CancellationToken cancellationToken)
    {
        var calls = _model.Calls;
        var (code, output) = await _replay.RunAsync(cancellationToken, "stored", "--mode", "live", "--samples", "4", "--estimate");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("Estimate: 3 conversations, 4 samples each: some ").And.Contain(" USD (priced-1)."));
        Assert.That(async () => await _replay.RunAsync(cancellationToken, "stored", "--mode", "live"), Throws.TypeOf<ReplayFault>().With.Message.Contains("--budget"));
        Assert.That(() => _replay.RunAsync(cancellationToken, "stored", "--mode", "decisions", "--samples", "2"), Throws.TypeOf<ReplayFault>().With.Message.Contains("mode live"));
        Assert.That(_model.Calls, Is.EqualTo(calls));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_estimate_is_of_the_size_of_what_it_comes_to(CancellationToken cancellationToken)
    {
        var (_, output) = await _replay.RunAsync(cancellationToken, "stored", "--mode", "live", "--estimate");
        var estimated = int.Parse(output.Split("some ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        var before = _model.Calls;
        await _replay.RunAsync(cancellationToken, "stored", "--mode", "live", "--budget", "5");
        Assert.That(estimated, Is.InRange((_model.Calls - before) / 2, (_model.Calls - before) * 2));
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_model_and_another_prompt_are_tried_out_beside_the_services_own(CancellationToken cancellationToken)
    {
        var prompts = Path.Combine(_replay.Folder, "prompts.yaml");
        await File.WriteAllTextAsync(prompts, (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"), cancellationToken))
            .Replace("\"general\",\"human\"", "\"smalltalk\",\"human\"", StringComparison.Ordinal).Replace("\"category\":\"general\"", "\"category\":\"smalltalk\"", StringComparison.Ordinal), cancellationToken);
        var report = await _replay.ReportAsync(cancellationToken, "stored", "--mode", "live", "--budget", "5", "--candidate", "Model:Large=another", "--candidate", $"prompts={prompts}");
        Assert.That(report["conversations"]!.AsArray().SelectMany(conversation => conversation!["differences"]!.AsArray()).Where(difference => (string?)difference!["kind"] == "triage")
            .Select(difference => ((string?)difference!["recorded"], (string?)difference["replayed"])), Is.Not.Empty.And.All.EqualTo(("general", "human")), "the new prompt knows no small talk");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_judge_compares_the_answers_and_is_paid_from_the_same_budget(CancellationToken cancellationToken)
    {
        _model.Says = (prompt, _) => prompt == "replay_judge" ? """{"verdict":"worse","reason":"It is shorter."}""" : null;
        var report = await _replay.ReportAsync(cancellationToken, "stored", "--mode", "live", "--budget", "5", "--judge", "replay_judge");
        Assert.That((int)report["summary"]!["judged"]!["worse"]!, Is.EqualTo(4), "a verdict for each answer");
        Assert.That((int)report["summary"]!["different"]!, Is.Zero, "a hint, and no difference");
        Assert.That((await SpentAsync(cancellationToken)).Spent, Is.EqualTo((decimal)report["summary"]!["usage"]!["costUsd"]!));
        Assert.That(async () => await _replay.RunAsync(cancellationToken, "stored", "--mode", "live", "--budget", "5", "--judge", "triage"), Throws.TypeOf<ReplayFault>().With.Message.Contains("no judge 'triage'"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_return_is_made_in_a_copy_of_the_shop_and_nowhere_else(CancellationToken cancellationToken)
    {
        var recording = JsonNode.Parse(ReplayFixture.Recording("return", "demo", "mara_olsen_1001", "I'd like to return everything from order #W1000001, back to the original payment method."))!;
        recording["messages"]!.AsArray().Add(new JsonObject { ["role"] = "user", ["content"] = "yes" });
        var file = _replay.Write("return.jsonl", [recording.ToJsonString()]);
        var before = await ChecksumAsync(cancellationToken);
        var report = await _replay.ReportAsync(cancellationToken, file, "--mode", "live", "--budget", "5", "--baseline", "Support:MaxIterations=20", "--samples", "2");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(report["conversations"]![0]!["compared"]!.AsObject().Select(kind => kind.Key), Does.Contain("effects").And.Contain("eligibility"), "it was returned, by both versions");
        Assert.That((int)report["summary"]!["same"]!, Is.EqualTo(1));
        Assert.That(await ChecksumAsync(cancellationToken), Is.EqualTo(before));
    }

    private async Task<(decimal Spent, decimal Reserved)> SpentAsync(CancellationToken cancellationToken)
    {
        const string Newest = "FROM agent.budgets WHERE scope = 'replay' AND subject = (SELECT id FROM agent.replay_runs WHERE mode = 'live' ORDER BY created_at DESC LIMIT 1)";
        return (await _replay.ReadAsync<decimal>($"SELECT spent_usd {Newest}", cancellationToken), await _replay.ReadAsync<decimal>($"SELECT reserved_usd {Newest}", cancellationToken));
    }

    private async Task<string> ChecksumAsync(CancellationToken cancellationToken)
    {
        var tables = (await _replay.ReadAsync<string[]>("""
            SELECT array_agg(schemaname || '.' || tablename ORDER BY 1) FROM pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename NOT LIKE 'replay%' AND tablename NOT IN ('budgets', 'reservations')
            """, cancellationToken))!;
        return string.Join('\n', await Task.WhenAll(tables.Select(async table =>
            $"{table} {await _replay.ReadAsync<string>($"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM {table} t", cancellationToken)}")));
    }
}
