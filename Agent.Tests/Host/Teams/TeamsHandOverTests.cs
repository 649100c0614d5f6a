using Agent.Processes;

namespace Agent.Tests.Host.Teams;

/// <summary>A person takes a conversation over that is held in Teams.</summary>
internal sealed class TeamsHandOverTests
{
    private const string Ann = "operator:ann";

    [Test, CancelAfter(90_000)]
    public async Task What_a_person_writes_comes_into_the_chat_once_and_in_order(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        await host.SayAsync("lena", "hello", cancellationToken);
        var key = new ConversationKey("demo", await host.ConversationOfAsync("lena", cancellationToken));
        var takeOvers = host.Get<ITakeOvers>();
        await takeOvers.ClaimAsync(key, Ann, "she asked for a person", cancellationToken);
        await takeOvers.WriteAsync(key, Ann, "This is Ann.", cancellationToken);
        await host.TakenAsync(host.Message("lena", "thank you for helping"), cancellationToken);
        await takeOvers.WriteAsync(key, Ann, "I am looking into it.", cancellationToken);
        await takeOvers.ReleaseAsync(key, Ann, null, cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of("lena").Any(sent => sent.Text!.Contains("assistant is back", StringComparison.Ordinal)), cancellationToken);
        var said = host.Of("lena").Select(sent => sent.Text!).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(said.Where(text => text.Contains("Ann.", StringComparison.Ordinal) || text.Contains("looking into it", StringComparison.Ordinal) || text.Contains("colleague", StringComparison.Ordinal)
            || text.Contains("is back", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "A colleague of ours has taken over and answers here now.", "This is Ann.", "I am looking into it.", "The assistant is back.",
        }));
        Assert.That(host.Of("lena").Single(sent => sent.Text == "This is Ann.").Activity.ContainsKey("channelData"), Is.False, "no thumbs under what a person wrote");
    }

    [Test, CancelAfter(90_000)]
    public async Task What_a_person_wrote_while_the_bot_was_away_is_brought_when_it_is_back(CancellationToken cancellationToken)
    {
        var host = await TeamsHost.StartAsync();
        await host.SayAsync("lena", "hello", cancellationToken);
        var key = new ConversationKey("demo", await host.ConversationOfAsync("lena", cancellationToken));
        await host.Get<ITakeOvers>().ClaimAsync(key, Ann, null, cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of("lena").Any(sent => sent.Text!.StartsWith("A colleague", StringComparison.Ordinal)), cancellationToken);
        await host.StopAsync();
        var silent = await TeamsHost.StartAsync(host.Database, host.Connector, hasBot: false);
        await silent.Get<ITakeOvers>().WriteAsync(key, Ann, "Written meanwhile.", cancellationToken);
        await silent.StopAsync();
        await using var back = await TeamsHost.StartAsync(host.Database, host.Connector);
        await back.Connector.UntilAsync(_ => back.Of("lena").Any(sent => sent.Text == "Written meanwhile."), cancellationToken);
        await back.SayAsync("lena", "status", cancellationToken);
        Assert.That(back.Of("lena").Count(sent => sent.Text!.StartsWith("A colleague", StringComparison.Ordinal)), Is.EqualTo(1), "it came before");
    }
}
