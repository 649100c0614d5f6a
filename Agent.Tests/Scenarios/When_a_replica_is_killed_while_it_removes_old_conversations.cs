using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Recovery;

namespace Agent.Tests.Scenarios;

/// <summary>The real service, killed between two batches of retention, and another one that goes on.</summary>
internal sealed class When_a_replica_is_killed_while_it_removes_old_conversations
{
    private const int Conversations = 600;

    [Test, CancelAfter(120_000)]
    public async Task Each_conversation_is_there_with_everything_or_gone_with_everything(CancellationToken cancellationToken)
    {
        await using var seed = await RuntimeFixture.StartAsync();
        await OldConversations.InsertAsync(seed, Conversations, 401, cancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Agent"] = seed.ConnectionString,
            ["Model__Provider"] = "offline",
            ["Retention__Anytime"] = "true",
            ["Retention__BatchSize"] = "1",
            ["Retention__Pause"] = "00:00:00.050",
        };
        var killed = await ServiceProcess.StartAsync(environment, cancellationToken);
        while (await CountAsync(seed, cancellationToken) == Conversations)
        {
            await Task.Delay(5, cancellationToken);
        }

        await killed.DisposeAsync(); // Kill: signal 9, in the middle of it.
        var left = await CountAsync(seed, cancellationToken);
        var orphans = await OldConversations.OrphansAsync(seed, cancellationToken);
        var whole = await seed.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints", cancellationToken);
        environment["Retention__BatchSize"] = "100";
        await using var other = await ServiceProcess.StartAsync(environment, cancellationToken);
        while (await CountAsync(seed, cancellationToken) > 0)
        {
            await Task.Delay(20, cancellationToken);
        }

        var due = await other.Client.GetFromJsonAsync<JsonElement>("/api/v1/operations/retention", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(left, Is.GreaterThan(0));
        Assert.That((orphans, whole), Is.EqualTo((0L, 3 * left)));
        Assert.That(await OldConversations.OrphansAsync(seed, cancellationToken), Is.Zero);
        Assert.That((due.GetProperty("hours").GetString(), due.GetProperty("conversations").GetProperty("due").GetInt32()), Is.EqualTo(("anytime", 0)));
    }

    private static Task<long> CountAsync(RuntimeFixture seed, CancellationToken cancellationToken) =>
        seed.ReadAsync<long>("SELECT count(*) FROM agent.conversations", cancellationToken);
}
