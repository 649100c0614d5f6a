using Agent.Processes;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Scenarios;

/// <summary>A firewall, a failover or an operator cuts every connection to the database, again and again, while nobody uses them.</summary>
internal sealed class When_connections_die_between_two_calls
{
    [Test, CancelAfter(120_000)]
    public async Task No_call_fails_and_nothing_happens_twice(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await using var support = await SupportFixture.StartAsync(connectionString: database);
        await CutAsync(database, cancellationToken);
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        List<TurnView> turns = [];
        foreach (var text in new[] { "I'd like to return the headphones from my last order", "back to my card please", "yes" })
        {
            await CutAsync(database, cancellationToken);
            turns.Add(await talk.SayAsync(text, cancellationToken));
        }

        await CutAsync(database, cancellationToken);
        var view = await support.Conversations.FindAsync(talk.Key, cancellationToken);
        await CutAsync(database, cancellationToken);
        var transcript = await support.Conversations.ReadTranscriptAsync(talk.Key, cancellationToken);
        await CutAsync(database, cancellationToken);
        var events = await talk.EventsAsync(3, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turns.Select(turn => turn.Status), Is.EqualTo(new[] { ConversationStatus.Idle, ConversationStatus.Waiting, ConversationStatus.Idle }));
        Assert.That(view!.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(transcript, Has.Count.EqualTo(6));
        Assert.That(events.Count(happened => happened.Type == ConversationEvents.MessageCompleted), Is.EqualTo(3));
        Assert.That(await support.ReadAsync<long>("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'", cancellationToken), Is.EqualTo(1));
    }

    private static async Task CutAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
