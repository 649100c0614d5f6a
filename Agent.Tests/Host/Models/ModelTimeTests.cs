using Agent.Host.Models;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models;

/// <summary>Calls that take too long, and calls nobody waits for any more.</summary>
internal sealed class ModelTimeTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_call_that_hangs_ends_at_its_limit_and_lets_the_connection_go(CancellationToken cancellationToken)
    {
        var hang = OpenAIReply.Hang();
        await using var server = await ScriptedOpenAIServer.StartAsync(hang);
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock, ("Model:CallTimeout", "00:00:42"));

        var answer = models.AskAsync(cancellationToken);
        await hang.Arrived.WaitAsync(cancellationToken);
        clock.Advance(TimeSpan.FromSeconds(42));

        var failure = await TestModels.FailureOfAsync(answer);
        await hang.Abandoned.WaitAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.Timeout));
        Assert.That(failure.IsTransient, Is.True);
        Assert.That(server.Requests, Has.Count.EqualTo(1), "the time is used up, so there is nothing to retry in");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_call_that_runs_out_of_time_between_attempts_names_what_went_wrong(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(429, null, ("Retry-After", "15")));
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock, ("Model:CallTimeout", "00:00:10"));
        var pause = clock.NextWaitAsync(wait => wait == TimeSpan.FromSeconds(15));

        var answer = models.AskAsync(cancellationToken);
        await pause.WaitAsync(cancellationToken);
        clock.Advance(TimeSpan.FromSeconds(10));

        var failure = await TestModels.FailureOfAsync(answer);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.Timeout));
        Assert.That(failure.InnerException, Is.TypeOf<ModelException>().With.Property(nameof(ModelException.Failure)).EqualTo(ModelFailure.RateLimited));
    }

    [Test, CancelAfter(60_000)]
    public async Task Hangs_open_the_breaker_too(CancellationToken cancellationToken)
    {
        OpenAIReply[] hangs = [OpenAIReply.Hang(), OpenAIReply.Hang()];
        await using var server = await ScriptedOpenAIServer.StartAsync(hangs);
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock, ("Model:CallTimeout", "00:00:05"), ("Model:BreakerMinimumCalls", "2"));
        foreach (var hang in hangs)
        {
            var answer = models.AskAsync(cancellationToken);
            await hang.Arrived.WaitAsync(cancellationToken);
            clock.Advance(TimeSpan.FromSeconds(5));
            Assert.That(async () => await answer, Throws.TypeOf<ModelException>());
        }

        var failure = await TestModels.FailureOfAsync(models.AskAsync(cancellationToken));

        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.CircuitOpen));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_caller_who_leaves_gets_a_cancellation_and_no_retry(CancellationToken cancellationToken)
    {
        var hang = OpenAIReply.Hang();
        await using var server = await ScriptedOpenAIServer.StartAsync(hang);
        await using var models = TestModels.Connect(server);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var answer = models.AskAsync(caller.Token);
        await hang.Arrived.WaitAsync(cancellationToken);
        await caller.CancelAsync();

        Assert.That(async () => await answer, Throws.InstanceOf<OperationCanceledException>());
        await hang.Abandoned.WaitAsync(cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_caller_who_leaves_during_a_pause_gets_a_cancellation_at_once(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(429, null, ("Retry-After", "15")));
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = clock.NextWaitAsync(wait => wait == TimeSpan.FromSeconds(15));

        var answer = models.AskAsync(caller.Token);
        await pause.WaitAsync(cancellationToken);
        await caller.CancelAsync();

        Assert.That(async () => await answer, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test, CancelAfter(60_000)]
    public async Task Callers_who_leave_are_not_held_against_the_model(CancellationToken cancellationToken)
    {
        OpenAIReply[] hangs = [OpenAIReply.Hang(), OpenAIReply.Hang()];
        await using var server = await ScriptedOpenAIServer.StartAsync([.. hangs, OpenAIReply.Text("Hello")]);
        await using var models = TestModels.Connect(server, ("Model:MaxRetries", "0"), ("Model:BreakerMinimumCalls", "2"));
        foreach (var hang in hangs)
        {
            using var caller = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var abandoned = models.AskAsync(caller.Token);
            await hang.Arrived.WaitAsync(cancellationToken);
            await caller.CancelAsync();
            Assert.That(async () => await abandoned, Throws.InstanceOf<OperationCanceledException>());
        }

        var answer = await models.AskAsync(cancellationToken);

        Assert.That(answer.Text, Is.EqualTo("Hello"));
    }
}
