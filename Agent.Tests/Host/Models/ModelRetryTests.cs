using System.Globalization;
using Agent.Host.Models;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models;

/// <summary>What is tried again, when, and what is not.</summary>
internal sealed class ModelRetryTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_failed_server_is_asked_again(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(500), OpenAIReply.Error(503), OpenAIReply.Text("Hello"));
        await using var models = TestModels.Connect(server);

        var answer = await models.AskAsync(cancellationToken);

        Assert.That(answer.Text, Is.EqualTo("Hello"));
    }

    [TestCase("7", null, 7_000)]
    [TestCase("Sun, 01 Mar 2026 12:00:09 GMT", null, 9_000)]
    [TestCase("7", "1500", 1_500)]
    [CancelAfter(60_000)]
    public async Task A_rate_limit_is_waited_out_for_as_long_as_the_server_says(
        string retryAfter, string? milliseconds, int expected, CancellationToken cancellationToken)
    {
        (string, string)[] headers = milliseconds is null ? [("Retry-After", retryAfter)] : [("Retry-After", retryAfter), ("retry-after-ms", milliseconds)];
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(429, "rate_limit_exceeded", headers), OpenAIReply.Text("Hello"));
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock);
        var pause = clock.NextWaitAsync(wait => wait == TimeSpan.FromMilliseconds(expected));

        var answer = models.AskAsync(cancellationToken);
        await pause.WaitAsync(cancellationToken);
        var requestsBefore = server.Requests.Count;
        clock.Advance(TimeSpan.FromMilliseconds(expected));

        using var scope = Assert.EnterMultipleScope();
        Assert.That((await answer).Text, Is.EqualTo("Hello"));
        Assert.That(requestsBefore, Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_longer_pause_than_a_caller_can_wait_is_handed_to_the_caller(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(429, null, ("Retry-After", "3600")));
        await using var models = TestModels.Connect(server);

        var failure = await TestModels.FailureOfAsync(models.AskAsync(cancellationToken));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.RateLimited));
        Assert.That(failure.IsTransient, Is.True);
        Assert.That(failure.RetryAfter, Is.EqualTo(TimeSpan.FromHours(1)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Waits_between_attempts_are_spread_and_bounded(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync([.. Enumerable.Range(0, 4).Select(_ => OpenAIReply.Error(500))]);
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock,
            ("Model:CallTimeout", "00:10:00"), ("Model:RetryDelay", "00:00:01"), ("Model:MaxRetryDelay", "00:00:30"));
        List<TimeSpan> waits = [];
        var next = clock.NextWaitAsync(IsPause);

        var answer = models.AskAsync(cancellationToken);
        for (var retry = 1; retry <= 3; retry++)
        {
            waits.Add(await next.WaitAsync(cancellationToken));
            next = clock.NextWaitAsync(IsPause);
            clock.Advance(waits[^1]);
        }

        var failure = await TestModels.FailureOfAsync(answer);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.ServiceError));
        Assert.That(waits, Is.Unique.And.All.LessThanOrEqualTo(TimeSpan.FromSeconds(30)));

        static bool IsPause(TimeSpan wait) => wait > TimeSpan.Zero && wait != TimeSpan.FromMinutes(10);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_server_that_keeps_failing_is_left_alone_and_tried_again_later(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(
            OpenAIReply.Error(500), OpenAIReply.Error(500), OpenAIReply.Error(500), OpenAIReply.Text("Back again"));
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock,
            ("Model:MaxRetries", "0"), ("Model:BreakerMinimumCalls", "3"), ("Model:BreakerDuration", "00:00:15"));
        for (var call = 0; call < 3; call++)
        {
            Assert.That(() => models.AskAsync(cancellationToken), Throws.TypeOf<ModelException>()
                .With.Property(nameof(ModelException.Failure)).EqualTo(ModelFailure.ServiceError));
        }

        var refused = await TestModels.FailureOfAsync(models.AskAsync(cancellationToken));
        var requestsWhileOpen = server.Requests.Count;
        clock.Advance(TimeSpan.FromSeconds(16));
        var answer = await models.AskAsync(cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(refused.Failure, Is.EqualTo(ModelFailure.CircuitOpen));
        Assert.That(refused.IsTransient, Is.True);
        Assert.That(refused.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That(requestsWhileOpen, Is.EqualTo(3));
        Assert.That(answer.Text, Is.EqualTo("Back again"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Rate_limits_do_not_open_the_breaker(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(
            OpenAIReply.Error(429), OpenAIReply.Error(429), OpenAIReply.Error(429), OpenAIReply.Text("Hello"));
        await using var models = TestModels.Connect(server, ("Model:BreakerMinimumCalls", "2"));

        var answer = await models.AskAsync(cancellationToken);

        Assert.That(answer.Text, Is.EqualTo("Hello"));
    }

    [TestCase("<html>gateway</html>")]
    [TestCase("""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[]}""")]
    [TestCase("""{"id":"chatcmpl-1","choi""")]
    [CancelAfter(60_000)]
    public async Task An_answer_nobody_can_read_is_asked_for_again(string body, CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Raw(body), OpenAIReply.Text("Hello"));
        await using var models = TestModels.Connect(server);

        var answer = await models.AskAsync(cancellationToken);

        Assert.That(answer.Text, Is.EqualTo("Hello"));
    }

    [TestCase("not json at all")]
    [TestCase("""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[]}""")]
    [CancelAfter(60_000)]
    public async Task An_answer_nobody_can_read_ends_in_a_clear_failure(string body, CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Raw(body));
        await using var models = TestModels.Connect(server, ("Model:MaxRetries", "0"));

        var failure = await TestModels.FailureOfAsync(models.AskAsync(cancellationToken));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.UnreadableAnswer));
        Assert.That(failure.Message, Is.EqualTo("The model 'gpt-4.1' sent an answer that is no chat completion."));
    }

    [TestCase(400, "invalid_request_error", ModelFailure.RejectedRequest)]
    [TestCase(400, "context_length_exceeded", ModelFailure.ContextTooLong)]
    [TestCase(400, "content_filter", ModelFailure.ContentFiltered)]
    [TestCase(401, "invalid_api_key", ModelFailure.Unauthorized)]
    [TestCase(403, null, ModelFailure.Unauthorized)]
    [TestCase(404, "model_not_found", ModelFailure.UnknownModel)]
    [TestCase(422, null, ModelFailure.RejectedRequest)]
    [TestCase(429, "insufficient_quota", ModelFailure.QuotaExhausted)]
    [CancelAfter(60_000)]
    public async Task What_will_never_succeed_is_asked_once(int status, string? code, ModelFailure expected, CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(status, code));
        await using var models = TestModels.Connect(server);

        var failure = await TestModels.FailureOfAsync(models.AskAsync(cancellationToken));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(failure.Failure, Is.EqualTo(expected));
        Assert.That(failure.IsTransient, Is.False);
        Assert.That(failure.Message, Does.Contain("gpt-4.1").And.Contain($"{status}").And.Not.Contain("sk-test"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_server_that_is_not_there_is_unreachable(CancellationToken cancellationToken)
    {
        var server = await ScriptedOpenAIServer.StartAsync();
        await server.DisposeAsync();
        await using var models = TestModels.Connect(server);

        var failure = await TestModels.FailureOfAsync(models.AskAsync(cancellationToken));

        Assert.That((failure.Failure, failure.IsTransient), Is.EqualTo((ModelFailure.Unreachable, true)));
    }
}
