using Agent.Processes.Prompts;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>A conversation that is longer than what a model is told as it is, across two replicas.</summary>
internal sealed class When_a_conversation_goes_on_and_on
{
    private static readonly Dictionary<string, string?> s_settings = new() { ["Support:SummarizeAfterEntries"] = "8" };

    [Test, CancelAfter(90_000)]
    public async Task Another_replica_goes_on_from_the_summary_and_all_that_was_said_stays_stored(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await using var here = await SupportFixture.StartAsync(settings: s_settings, connectionString: database);
        await using var there = await SupportFixture.StartAsync(settings: s_settings, connectionString: database);
        var talk = await here.TalkAsync("mara_olsen_1001", cancellationToken);
        for (var asked = 0; asked < 6; asked++)
        {
            Assert.That((await talk.SayAsync("What is the status of order #W1000002?", cancellationToken)).Reply, Does.Contain("#W1000002"));
        }

        talk = new(there, talk.Key);
        await talk.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        await talk.SayAsync("back to my card please", cancellationToken);
        await talk.SayAsync("yes", cancellationToken);

        var summaries = await there.ReadAsync<long>(
            $"""
            SELECT count(*) FROM agent.checkpoints k, json_array_elements(k.body -> 'supersteps') s, json_array_elements(s -> 'activities') a
            WHERE k.conversation_id = '{talk.Key.Id}' AND a ->> 'name' = '{PromptNames.ConversationSummary}' AND a -> 'response' IS NOT NULL
            """, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(summaries, Is.GreaterThanOrEqualTo(2), "a later one goes on from the stored one before");
        Assert.That(await there.ReadAsync<long>("SELECT count(*) FROM backoffice.returns", cancellationToken), Is.EqualTo(1));
        Assert.That((await there.Conversations.ReadTranscriptAsync(talk.Key, cancellationToken)).Count(message => message.Text.StartsWith("What is the status", StringComparison.Ordinal)), Is.EqualTo(6));
    }
}
