using Agent.Host.Replay.Command;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins;

namespace Agent.Tests.Host.Replay;

/// <summary>What is done stays done, whatever becomes of the program: the report of a replay that was broken off again and again is that of an undisturbed one.</summary>
internal sealed class ReplayResumeTests
{
    [Test, CancelAfter(300_000)]
    public async Task Broken_off_ten_times_the_report_is_that_of_an_undisturbed_replay(CancellationToken cancellationToken)
    {
        _ = RetailRecordings.DatabaseFolder;
        await using var replay = await ReplayFixture.StartAsync("tau-retail");
        string[] command = [RecordingsFolder.PathOf("tau2-retail-sample.jsonl"), "--mode", "effects", "--parallel", "3"];
        var undisturbed = await TextAsync(replay, command, "undisturbed", cancellationToken);
        for (var time = 1; time <= 10; time++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var breaking = BreakAfterAsync(replay, time * 7, stop, cancellationToken);
            var (code, _) = await replay.RunAsync(stop.Token, [.. command, "--resume"]);
            await stop.CancelAsync();
            await breaking;
            Assert.That(code, Is.EqualTo(ReplayCommand.BrokenOff));
        }

        Assert.That(await TextAsync(replay, [.. command, "--resume"], "resumed", cancellationToken), Is.EqualTo(undisturbed));
        Assert.That(await replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_runs", cancellationToken), Is.EqualTo(2), "it was one run all the time");
        Assert.That(await replay.ReadAsync<long>("SELECT count(*) FROM backoffice.customers WHERE tenant LIKE '~%'", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_killed_program_is_gone_on_with_by_the_next_one(CancellationToken cancellationToken)
    {
        _ = RetailRecordings.DatabaseFolder;
        await using var replay = await ReplayFixture.StartAsync("tau-retail");
        string[] command = [RecordingsFolder.PathOf("tau2-retail-sample.jsonl"), "--mode", "effects", "--parallel", "2"];
        var undisturbed = await TextAsync(replay, command, "undisturbed", cancellationToken);
        using (var program = ReplayProcess.Start(replay, command))
        {
            while (await replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_items i JOIN agent.replay_runs r ON r.id = i.run_id WHERE r.status = 'running'", cancellationToken) < 10)
            {
                Assert.That(program.HasExited, Is.False, "it ended before it could be killed");
                await Task.Delay(10, cancellationToken);
            }

            program.Kill();
            await program.WaitForExitAsync(cancellationToken);
        }

        Assert.That(await replay.ReadAsync<long>("SELECT count(*) FROM backoffice.customers WHERE tenant LIKE '~%'", cancellationToken), Is.Positive, "it left its scratch shops behind");
        Assert.That(await TextAsync(replay, [.. command, "--resume"], "resumed", cancellationToken), Is.EqualTo(undisturbed));
        Assert.That(await replay.ReadAsync<long>("SELECT count(*) FROM backoffice.customers WHERE tenant LIKE '~%'", cancellationToken), Is.Zero, "the next one removed them");
    }

    private static async Task<string> TextAsync(ReplayFixture replay, string[] command, string name, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(replay.Folder, name);
        Assert.That((await replay.RunAsync(cancellationToken, [.. command, "--report", folder])).Code, Is.Zero);
        return await File.ReadAllTextAsync(Path.Combine(folder, "report.json"), cancellationToken);
    }

    private static async Task BreakAfterAsync(ReplayFixture replay, int results, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        while (!stop.IsCancellationRequested && await DoneAsync(replay, cancellationToken) < results)
        {
            await Task.Delay(5, cancellationToken);
        }

        await stop.CancelAsync();
    }

    private static async Task<long> DoneAsync(ReplayFixture replay, CancellationToken cancellationToken) =>
        await replay.ReadAsync<long>("SELECT count(*) FROM agent.replay_items i JOIN agent.replay_runs r ON r.id = i.run_id WHERE r.status = 'running'", cancellationToken);
}
