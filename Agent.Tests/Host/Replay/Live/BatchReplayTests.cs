using System.Diagnostics;
using System.Globalization;
using Agent.Host.Replay;
using Agent.Host.Replay.Command;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Replay.Live;

/// <summary>Live replays through a provider's batch endpoint: what is answered there is paid once, at its price, whatever is broken off when.</summary>
internal sealed class BatchReplayTests
{
    private const int Conversations = 4;

    /// <summary>Guardrail, triage, the agent's call of a tool, and its answer.</summary>
    private const int CallsEach = 4;

    private static readonly string[] s_options = ["--mode", "live", "--batch", "--budget", "20", "--parallel", "4"];

    private string _connectionString = "";
    private BatchProvider _provider = null!;
    private ReplayFixture _replay = null!;
    private string[] _command = [];

    [SetUp]
    public async Task StartAsync()
    {
        _connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using (await SupportFixture.StartAsync(connectionString: _connectionString))
        {
            // It makes the shop.
        }

        _provider = await BatchProvider.StartAsync();
        _replay = await ReplayFixture.OpenAsync(_connectionString, _ => { }, _provider.Settings);
        var lines = Enumerable.Range(1, Conversations).Select(number => ReplayFixture.Recording($"r{number}", "demo", "mara_olsen_1001", "Where is my order #W1000001?"));
        _command = [_replay.Write("batch.jsonl", lines), .. s_options];
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _replay.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Test, CancelAfter(60_000)]
    public async Task What_all_conversations_ask_next_is_one_batch_at_half_the_price(CancellationToken cancellationToken)
    {
        var report = await _replay.ReportAsync(cancellationToken, _command);
        var summary = report["summary"]!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int)summary["errors"]!, Is.Zero, summary.ToJsonString());
        Assert.That(_provider.Charged, Has.Count.EqualTo(Conversations * CallsEach).And.Unique);
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach), "one for each wave");
        Assert.That(_provider.Requests.Select(request => request["stream"]), Is.All.Null, "batches do not stream");
        Assert.That((int)summary["usage"]!["calls"]!, Is.EqualTo(Conversations * CallsEach));
        Assert.That((decimal)summary["usage"]!["costUsd"]!, Is.EqualTo(Conversations * CallsEach * BatchProvider.CallUsd));
        Assert.That(await LedgerAsync(cancellationToken), Is.EqualTo((Conversations * CallsEach * BatchProvider.CallUsd, 0m)), "the ledger has it all, to the micro-dollar");
        Assert.That(_provider.Files, Is.Zero, "what customers said is not left with the provider");
        Assert.That(await _replay.ReadAsync<long>("SELECT count(*) FROM agent.model_batch_calls", cancellationToken), Is.Zero, "nor here");
    }

    [Test, CancelAfter(120_000)]
    public async Task Killed_while_a_batch_is_under_way_the_next_program_takes_its_answers(CancellationToken cancellationToken)
    {
        _provider.Open = new();
        await KillWhenAsync(() => Task.FromResult(_provider.Batches.Count == 1), cancellationToken);
        Assert.That((await LedgerAsync(cancellationToken)).Reserved, Is.Positive, "what is under way is set aside");
        await FinishAsync(cancellationToken);
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach), "no second batch for the same calls");
    }

    [Test, CancelAfter(120_000)]
    public async Task Killed_in_a_later_wave_nothing_before_it_is_asked_again(CancellationToken cancellationToken)
    {
        var waves = 0;
        _provider.EndOf = number =>
        {
            waves = number;
            return "completed";
        };
        _provider.Created = _ =>
        {
            _provider.Open = waves >= 2 ? new() : _provider.Open; // the third is not answered
            return Task.CompletedTask;
        };
        await KillWhenAsync(() => Task.FromResult(_provider.Batches.Count == 3), cancellationToken);
        _provider.Created = _ => Task.CompletedTask;
        await FinishAsync(cancellationToken);
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach));
    }

    [Test, CancelAfter(120_000)]
    public async Task Killed_before_it_heard_that_a_batch_was_created_the_batch_is_found_again(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource();
        _provider.Created = async context =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        await KillWhenAsync(() => Task.FromResult(reached.Task.IsCompleted), cancellationToken);
        Assert.That(await _replay.ReadAsync<string>("SELECT status || ' ' || coalesce(provider_id, 'nobody knows') FROM agent.model_batches", cancellationToken), Is.EqualTo("creating nobody knows"));
        _provider.Created = _ => Task.CompletedTask;
        await FinishAsync(cancellationToken);
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach), "it was not created again");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_lost_answer_to_the_creation_creates_no_second_batch(CancellationToken cancellationToken)
    {
        var lost = 0;
        _provider.Created = context =>
        {
            if (Interlocked.Increment(ref lost) <= 2)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        };
        await FinishAsync(cancellationToken, resumes: false);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(lost, Is.EqualTo(CallsEach));
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_line_that_failed_for_the_moment_is_asked_again_and_one_that_was_refused_is_not(CancellationToken cancellationToken)
    {
        var refused = 0;
        _provider.StatusOf = (prompt, before) => prompt switch
        {
            "triage" when before == 0 => 500,
            "agent" when Interlocked.Increment(ref refused) == 1 => 400,
            _ => 200,
        };
        var report = await _replay.ReportAsync(cancellationToken, _command);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_provider.Charged, Is.Unique);
        Assert.That(await LedgerAsync(cancellationToken), Is.EqualTo((_provider.Charged.Count * BatchProvider.CallUsd, 0m)), "what failed costs nothing");
        Assert.That((int)report["summary"]!["errors"]! + (int)report["summary"]!["same"]! + (int)report["summary"]!["different"]!, Is.EqualTo(Conversations), "the conversation that was refused an answer ends as it would in life");
        Assert.That(_provider.Batches, Has.Count.GreaterThan(CallsEach));
    }

    [Test, CancelAfter(60_000)]
    public async Task Of_a_batch_that_expires_the_answers_count_and_the_rest_is_asked_again(CancellationToken cancellationToken)
    {
        _provider.EndOf = number => number == 1 ? "expired" : "completed";
        await FinishAsync(cancellationToken, resumes: false);
        Assert.That(_provider.Batches, Has.Count.GreaterThan(CallsEach));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_batch_the_provider_will_not_take_stops_the_replay_and_can_be_gone_on_with(CancellationToken cancellationToken)
    {
        _provider.EndOf = number => number == 2 ? "failed" : "completed";
        var (code, output) = await _replay.RunAsync(cancellationToken, _command);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(ReplayCommand.Stopped));
            Assert.That(output, Does.Contain("is failed (token_limit_exceeded: Enqueued token limit reached.)").And.Contain("--resume goes on"));
            Assert.That(await _replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_items", cancellationToken), Is.Zero, "what was under way is not done");
        }

        await FinishAsync(cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_provider_that_takes_no_batches_is_not_asked_again_and_again(CancellationToken cancellationToken)
    {
        _provider.Refuses = true;
        var (code, output) = await _replay.RunAsync(cancellationToken, _command);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(ReplayCommand.Stopped));
            Assert.That(output, Does.Contain("refuses (400 billing_hard_limit_reached)"));
        }

        _provider.Refuses = false;
        await FinishAsync(cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_key_that_is_wrong_for_a_while_makes_no_batch_forgotten(CancellationToken cancellationToken)
    {
        _provider.Created = _ =>
        {
            _provider.KnowsNobody = _provider.Batches.Count == 2;
            return Task.CompletedTask;
        };
        var (code, output) = await _replay.RunAsync(cancellationToken, _command);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(ReplayCommand.Stopped));
            Assert.That(output, Does.Contain("refuses (401 invalid_api_key)"));
        }

        _provider.KnowsNobody = false;
        await FinishAsync(cancellationToken);
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach));
    }

    [Test, CancelAfter(60_000)]
    public async Task Broken_off_the_money_stays_set_aside_and_is_paid_once(CancellationToken cancellationToken)
    {
        Assert.That((await BreakOffAsync(cancellationToken)).Code, Is.EqualTo(ReplayCommand.BrokenOff));
        var (spent, reserved) = await LedgerAsync(cancellationToken);
        Assert.That((spent, reserved > 0), Is.EqualTo((0m, true)), "the provider goes on with it");
        await FinishAsync(cancellationToken);
        Assert.That(_provider.Batches, Has.Count.EqualTo(CallsEach));
    }

    [Test, CancelAfter(60_000)]
    public async Task Abandoned_what_was_answered_is_paid_and_the_rest_given_back(CancellationToken cancellationToken)
    {
        await BreakOffAsync(cancellationToken);
        var (code, output) = await _replay.RunAsync(cancellationToken, [.. _command, "--abandon"]);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(code, Is.Zero, output);
        Assert.That(_provider.Charged, Has.Count.EqualTo(Conversations / 2), "the provider had come half way");
        Assert.That(await LedgerAsync(cancellationToken), Is.EqualTo((Conversations / 2 * BatchProvider.CallUsd, 0m)));
        Assert.That(await _replay.ReadAsync<string>("SELECT string_agg(status, ' ') FROM agent.replay_runs", cancellationToken), Is.EqualTo("cancelled"));
        Assert.That(await _replay.ReadAsync<long>("SELECT count(*) FROM agent.model_batch_calls", cancellationToken), Is.Zero);
        Assert.That(async () => await _replay.RunAsync(cancellationToken, [.. _command, "--abandon"]), Throws.TypeOf<ReplayFault>().With.Message.Contains("no broken-off replay"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_programs_do_not_work_on_one_run(CancellationToken cancellationToken)
    {
        _provider.Open = new();
        var first = _replay.RunAsync(cancellationToken, _command);
        await UntilAsync(() => Task.FromResult(_provider.Batches.Count == 1), first, cancellationToken);
        Assert.That(async () => await _replay.RunAsync(cancellationToken, [.. _command, "--resume"]), Throws.TypeOf<ReplayFault>().With.Message.Contains("Another program is at run"));
        _provider.Open.SetResult();
        Assert.That((await first).Code, Is.Zero);
        Assert.That(_provider.Charged, Has.Count.EqualTo(Conversations * CallsEach));
    }

    [Test, CancelAfter(60_000)]
    public async Task It_says_what_it_cannot_do(CancellationToken cancellationToken)
    {
        await using var offline = await ReplayFixture.OpenAsync(_connectionString);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(async () => await offline.RunAsync(cancellationToken, _command), Throws.TypeOf<ReplayFault>().With.Message.Contains("batch endpoint"));
        Assert.That(() => ReplayArguments.Parse(["stored", "--mode", "decisions", "--batch"]), Throws.TypeOf<ReplayFault>().With.Message.Contains("mode live"));
        Assert.That(() => ReplayArguments.Parse(["stored", "--mode", "live", "--abandon"]), Throws.TypeOf<ReplayFault>().With.Message.Contains("--batch"));
        Assert.That(async () => await _replay.RunAsync(cancellationToken, [.. _command, "--candidate", "Model:BaseAddress=http://127.0.0.1:1"]), Throws.TypeOf<ReplayFault>().With.Message.Contains("Model:BaseAddress"));
        Assert.That(_provider.Batches, Is.Empty);
    }

    /// <summary>Goes on to the end, and holds the provider's books against ours.</summary>
    private async Task FinishAsync(CancellationToken cancellationToken, bool resumes = true)
    {
        _provider.Open.TrySetResult();
        var report = await _replay.ReportAsync(cancellationToken, resumes ? [.. _command, "--resume"] : _command);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int)report["summary"]!["errors"]!, Is.Zero, report["summary"]!.ToJsonString());
        Assert.That(await _replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_runs", cancellationToken), Is.EqualTo(1), "one run all the time");
        Assert.That(_provider.Charged, Has.Count.EqualTo(Conversations * CallsEach).And.Unique, "each call was answered once");
        Assert.That((decimal)report["summary"]!["usage"]!["costUsd"]!, Is.EqualTo(Conversations * CallsEach * BatchProvider.CallUsd));
        Assert.That(await LedgerAsync(cancellationToken), Is.EqualTo((Conversations * CallsEach * BatchProvider.CallUsd, 0m)), "and paid once");
    }

    private async Task KillWhenAsync(Func<Task<bool>> isTime, CancellationToken cancellationToken)
    {
        using var program = ReplayProcess.Start(_replay, _command, _provider.Settings);
        await UntilAsync(isTime, program.WaitForExitAsync(cancellationToken), cancellationToken);
        await UntilAsync(async () => await _replay.ReadAsync<long>("SELECT count(*) FROM agent.model_batches WHERE ended_at IS NULL AND status <> 'new'", cancellationToken) > 0, program.WaitForExitAsync(cancellationToken), cancellationToken);
        program.Kill();
        await program.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Begins a run and breaks it off while its first batch is with the provider.</summary>
    private async Task<(int Code, string Output)> BreakOffAsync(CancellationToken cancellationToken)
    {
        _provider.Open = new();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = _replay.RunAsync(stop.Token, _command);
        await UntilAsync(() => Task.FromResult(_provider.Batches.Count == 1), running, cancellationToken);
        await stop.CancelAsync();
        return await running;
    }

    private static async Task UntilAsync(Func<Task<bool>> isTime, Task running, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (!await isTime())
        {
            Assert.That(running.IsCompleted, Is.False, string.Create(CultureInfo.InvariantCulture, $"it ended after {waited.Elapsed.TotalSeconds:0.0} s, before its time had come"));
            await Task.Delay(10, cancellationToken);
        }
    }

    private async Task<(decimal Spent, decimal Reserved)> LedgerAsync(CancellationToken cancellationToken) => (
        await _replay.ReadAsync<decimal>("SELECT coalesce(sum(spent_usd), 0) FROM agent.budgets WHERE scope = 'replay'", cancellationToken),
        await _replay.ReadAsync<decimal>("SELECT coalesce(sum(reserved_usd), 0) FROM agent.budgets WHERE scope = 'replay'", cancellationToken));
}
