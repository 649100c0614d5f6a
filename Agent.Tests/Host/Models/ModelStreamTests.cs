using Agent.Host.Models;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models;

/// <summary>Streams that fail before, at and after their first update.</summary>
internal sealed class ModelStreamTests
{
    private static readonly object s_piece = new { role = "assistant", content = "Your order" };

    [Test, CancelAfter(60_000)]
    public async Task A_stream_that_fails_before_it_begins_is_asked_for_again(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(
            OpenAIReply.Error(500), OpenAIReply.ResetStream(Task.CompletedTask), OpenAIReply.UnfinishedStream(), OpenAIReply.Stream([s_piece]));
        await using var models = TestModels.Connect(server);

        var updates = await models.StreamAsync(cancellationToken);

        Assert.That(updates.ToChatResponse().Text, Is.EqualTo("Your order"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_that_breaks_before_it_says_anything_is_asked_for_again(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(
            OpenAIReply.UnfinishedStream(new { role = "assistant", content = "" }), OpenAIReply.Stream([s_piece]));
        await using var models = TestModels.Connect(server);

        var updates = await models.StreamAsync(cancellationToken);

        Assert.That(updates.ToChatResponse().Text, Is.EqualTo("Your order"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_refused_stream_names_the_cause_like_any_call(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(400, "content_filter"));
        await using var models = TestModels.Connect(server);

        var failure = await TestModels.FailureOfAsync(models.StreamAsync(cancellationToken));

        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.ContentFiltered));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_error_inside_a_stream_is_a_cut_stream(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.FailingStream(s_piece));
        await using var models = TestModels.Connect(server);

        var (text, failure) = await ReadUntilFailureAsync(models, cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(text, Is.EqualTo("Your order"));
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.StreamCut));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_reset_connection_in_the_middle_surfaces_and_is_not_retried(CancellationToken cancellationToken)
    {
        var read = new TaskCompletionSource();
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.ResetStream(read.Task, s_piece));
        await using var models = TestModels.Connect(server);

        var (text, failure) = await ReadUntilFailureAsync(models, cancellationToken, read);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(text, Is.EqualTo("Your order"));
        Assert.That((failure.Failure, failure.IsTransient), Is.EqualTo((ModelFailure.StreamCut, true)));
        Assert.That(failure.Message, Is.EqualTo("The model 'gpt-4.1' stopped in the middle of its answer."));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_that_ends_without_a_finish_reason_is_cut(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.UnfinishedStream(s_piece));
        await using var models = TestModels.Connect(server);

        var (text, failure) = await ReadUntilFailureAsync(models, cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(text, Is.EqualTo("Your order"));
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.StreamCut));
    }

    [Test, CancelAfter(60_000)]
    public async Task Half_a_tool_call_is_never_given_out(CancellationToken cancellationToken)
    {
        var read = new TaskCompletionSource();
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.ResetStream(
            read.Task, s_piece, new { tool_calls = new[] { new { index = 0, id = "call_a", type = "function", function = new { name = "cancel", arguments = "{\"order" } } } }));
        await using var models = TestModels.Connect(server);
        List<AIContent> contents = [];

        Assert.That(
            async () =>
            {
                await foreach (var update in models.Large().GetStreamingResponseAsync("Hi", cancellationToken: cancellationToken))
                {
                    contents.AddRange(update.Contents);
                    read.TrySetResult();
                }
            },
            Throws.TypeOf<ModelException>());
        Assert.That(contents, Has.None.InstanceOf<Microsoft.Extensions.AI.FunctionCallContent>());
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_that_falls_silent_ends_after_the_idle_time(CancellationToken cancellationToken)
    {
        var silence = OpenAIReply.SilentStream(s_piece);
        await using var server = await ScriptedOpenAIServer.StartAsync(silence);
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock, ("Model:StreamIdleTimeout", "00:00:07"));
        var idle = clock.NextWaitAsync(wait => wait == TimeSpan.FromSeconds(7));

        var reading = ReadUntilFailureAsync(models, cancellationToken);
        await idle.WaitAsync(cancellationToken);
        clock.Advance(TimeSpan.FromSeconds(7));

        var (text, failure) = await reading;
        await silence.Abandoned.WaitAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(text, Is.EqualTo("Your order"));
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.Timeout));
        Assert.That(failure.Message, Does.Contain("fell silent for 7 s"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_that_never_begins_ends_at_the_limit_of_the_call(CancellationToken cancellationToken)
    {
        var silence = OpenAIReply.SilentStream();
        await using var server = await ScriptedOpenAIServer.StartAsync(silence);
        var clock = new ManualClock();
        await using var models = TestModels.Connect(server, clock, ("Model:CallTimeout", "00:01:00"));

        var reading = ReadUntilFailureAsync(models, cancellationToken);
        await silence.Arrived.WaitAsync(cancellationToken);
        clock.Advance(TimeSpan.FromSeconds(60));

        var (_, failure) = await reading;
        Assert.That(failure.Failure, Is.EqualTo(ModelFailure.Timeout));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_reader_who_leaves_in_the_middle_gets_a_cancellation(CancellationToken cancellationToken)
    {
        var silence = OpenAIReply.SilentStream(s_piece);
        await using var server = await ScriptedOpenAIServer.StartAsync(silence);
        await using var models = TestModels.Connect(server);
        using var reader = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        Assert.That(
            async () =>
            {
                await foreach (var _ in models.Large().GetStreamingResponseAsync("Hi", cancellationToken: reader.Token))
                {
                    await reader.CancelAsync();
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        await silence.Abandoned.WaitAsync(cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_reader_who_stops_reading_lets_the_connection_go(CancellationToken cancellationToken)
    {
        var silence = OpenAIReply.SilentStream(s_piece);
        await using var server = await ScriptedOpenAIServer.StartAsync(silence);
        await using var models = TestModels.Connect(server);

        await foreach (var _ in models.Large().GetStreamingResponseAsync("Hi", cancellationToken: cancellationToken))
        {
            break;
        }

        await silence.Abandoned.WaitAsync(cancellationToken);
    }

    private static async Task<(string Text, ModelException Failure)> ReadUntilFailureAsync(
        IServiceProvider models, CancellationToken cancellationToken, TaskCompletionSource? read = null)
    {
        var text = "";
        try
        {
            await foreach (var update in models.Large().GetStreamingResponseAsync("Where is my order?", cancellationToken: cancellationToken))
            {
                text += update.Text;
                read?.TrySetResult();
            }
        }
        catch (ModelException failure)
        {
            return (text, failure);
        }

        throw new AssertionException($"The stream ended without a failure after '{text}'.");
    }
}
