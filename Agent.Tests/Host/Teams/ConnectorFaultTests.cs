namespace Agent.Tests.Host.Teams;

/// <summary>A connector on a bad day.</summary>
internal sealed class ConnectorFaultTests
{
    [Test, CancelAfter(90_000)]
    public async Task What_may_be_taken_later_is_sent_again_once_and_in_order(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        foreach (var (status, after) in new (int, int?)[] { (429, 1), (502, 0), (412, 0), (504, null) })
        {
            host.Connector.Refuse(status, after);
        }

        foreach (var word in new[] { "help", "status", "new", "status" })
        {
            await host.TakenAsync(host.Message("hanna", word), cancellationToken);
        }

        await host.Connector.UntilAsync(_ => host.Of("hanna").Count >= 4, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(host.Connector.Refused, Is.EqualTo(4));
        Assert.That(host.Of("hanna").Select(sent => sent.Text!.Split('.', ',', '*')[0]),
            Is.EqualTo(new[] { "Just write what you need", "There is no conversation yet", "A new conversation", "There is no conversation yet" }));
    }

    [TestCase(413), TestCase(400), CancelAfter(60_000)]
    public async Task What_is_never_taken_is_given_up_and_holds_nothing_up(int status, CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        host.Connector.Refuse(status);
        await host.TakenAsync(host.Message("ines", "help"), cancellationToken);
        var next = await host.SayAsync("ines", "status", cancellationToken);
        Assert.That(next[0].Text, Does.Contain("no conversation"));
    }

    [Test, CancelAfter(90_000)]
    public async Task What_is_too_large_for_Teams_comes_in_parts_in_order_and_whole(CancellationToken cancellationToken)
    {
        var answer = string.Join("\n\n", Enumerable.Range(0, 30).Select(number => $"Paragraph {number} of the answer. {new string('x', 300)}"));
        using var model = new PacedModel();
        model.Say(answer);
        model.End();
        await using var host = await TeamsHost.StartAsync(model: model);
        host.Connector.Largest = 4_000;
        await host.TakenAsync(host.Message("hugo", "hello"), cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of("hugo").Any(sent => sent.Text!.Contains("Paragraph 29", StringComparison.Ordinal)), cancellationToken);
        var status = await host.SayAsync("hugo", "status", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(string.Join("\n\n", host.Of("hugo").SkipLast(status.Count).Select(sent => sent.Text)), Is.EqualTo(answer));
        Assert.That(host.Connector.Refused, Is.Positive);
    }

    [Test, CancelAfter(60_000)]
    public async Task Who_has_blocked_the_bot_gets_nothing_until_they_write_again(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        host.Connector.Refuse(403);
        await host.TakenAsync(host.Message("jan", "help"), cancellationToken);
        while (host.Connector.Refused == 0)
        {
            await Task.Delay(20, cancellationToken);
        }

        var back = await host.SayAsync("jan", "status", cancellationToken);
        Assert.That(back[0].Text, Does.Contain("no conversation"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_token_that_is_not_taken_is_fetched_anew_once(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        host.Connector.Refuse(401);
        var answer = await host.SayAsync("kai", "help", cancellationToken);
        Assert.That((host.Connector.Refused, answer.Count), Is.EqualTo((1, 1)));
    }
}
