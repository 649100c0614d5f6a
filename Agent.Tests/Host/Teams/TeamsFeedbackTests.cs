using System.Text.Json.Nodes;
using Agent.Processes;

namespace Agent.Tests.Host.Teams;

/// <summary>Thumbs under answers.</summary>
internal sealed class TeamsFeedbackTests
{
    private TeamsHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await TeamsHost.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_thumb_and_its_comment_are_kept_with_the_answer_they_are_for(CancellationToken cancellationToken)
    {
        var first = await _host.SayAsync("nora", "What is the status of order #W1000001?", cancellationToken);
        await _host.SayAsync("nora", "hello", cancellationToken);
        var answer = await _host.TakenAsync(Thumb("nora", first[0], "like", """{"feedbackText":"quick and clear"}"""), cancellationToken);
        var given = await UntilAsync("nora", kept => kept.Count == 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)first[0].Activity["channelData"]?["feedbackLoop"]?["type"], Is.EqualTo("default"), "Teams shows the thumbs");
        Assert.That(answer!.ToJsonString(), Is.EqualTo("{}"), "anything else is an error to Teams");
        Assert.That((given[0].TurnId, given[0].Rating, given[0].Comment, given[0].GivenBy), Is.EqualTo(("t1", FeedbackRating.Up, "quick and clear", "teams:nora")));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_last_word_of_a_person_counts_and_copies_change_nothing(CancellationToken cancellationToken)
    {
        var answer = await _host.SayAsync("omar", "hello", cancellationToken);
        var liked = Thumb("omar", answer[0], "like", null);
        await _host.TakenAsync(liked, cancellationToken);
        await _host.TakenAsync(Thumb("omar", answer[0], "dislike", "it did not help"), cancellationToken);
        await _host.TakenAsync(liked, cancellationToken); // the connector repeats what it thinks was lost
        await _host.SayAsync("omar", "status", cancellationToken); // behind all of them
        var given = await UntilAsync("omar", kept => kept.Count == 1, cancellationToken);
        Assert.That((given[0].Rating, given[0].Comment), Is.EqualTo((FeedbackRating.Down, "it did not help")));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_no_feedback_or_for_no_answer_is_answered_and_forgotten(CancellationToken cancellationToken)
    {
        var help = await _host.SayAsync("pia", "help", cancellationToken);
        await _host.SayAsync("pia", "hello", cancellationToken);
        var strange = Thumb("pia", help[0], "love", null);
        var none = Thumb("pia", help[0], "like", null);
        none["replyToId"] = "no-such-message";
        foreach (var activity in new[] { Thumb("pia", help[0], "like", null), strange, none })
        {
            Assert.That((await _host.TakenAsync(activity, cancellationToken))!.ToJsonString(), Is.EqualTo("{}"));
        }

        var status = await _host.SayAsync("pia", "status", cancellationToken);
        Assert.That((status.Count, (await KeptAsync("pia", cancellationToken)).Count), Is.EqualTo((1, 0)));
    }

    private JsonObject Thumb(string user, FakeConnector.Sent answer, string reaction, string? comment)
    {
        var activity = _host.Activity(user, "invoke");
        activity["name"] = "message/submitAction";
        activity["replyToId"] = answer.Id;
        activity["value"] = new JsonObject { ["actionName"] = "feedback", ["actionValue"] = new JsonObject { ["reaction"] = reaction, ["feedback"] = comment } };
        return activity;
    }

    private async Task<IReadOnlyList<FeedbackView>> UntilAsync(string user, Func<IReadOnlyList<FeedbackView>, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await KeptAsync(user, cancellationToken);
            if (condition(kept))
            {
                return kept;
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<FeedbackView>> KeptAsync(string user, CancellationToken cancellationToken) =>
        await _host.Get<IFeedback>().ListAsync(new("demo", await _host.ConversationOfAsync(user, cancellationToken)), cancellationToken);
}
