using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Plugins.Calling.Auditing;
using Agent.Tests.Host.Teams;

namespace Agent.Tests.Host.Replay;

/// <summary>
/// Conversations with people in Teams, with cards before a customer and before operators, replayed in every mode beside the service that serves them: nobody gets a message,
/// no card changes, nothing is decided, and nothing happens outside the scratch shops; also when a replay is broken off.
/// </summary>
internal sealed class ReplayIsolationTests
{
    [Test, CancelAfter(180_000)]
    public async Task No_replay_reaches_a_customer_an_operator_or_the_shop(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        await host.SayAsync(TeamsHost.Mara, "I'd like to return the headphones from my last order", cancellationToken);
        await host.SayAsync(TeamsHost.Mara, "back to my card please", cancellationToken, answers: 2); // a card that waits for her
        await host.SayAsync(TeamsHost.Olga, "help", cancellationToken);
        await host.SayAsync("tom", "I want to return everything from order #W1000004, refund to the original payment method", cancellationToken);
        await host.Connector.UntilAsync(sent => sent.Any(one => one.Card is not null && one.Chat == $"a:{TeamsHost.Olga}"), cancellationToken); // an operator is asked
        await using var replay = await ReplayFixture.OpenAsync(host.Database);
        await UntilSentAsync(replay, cancellationToken);
        await host.Get<ToolAuditWriter>().FlushAsync(cancellationToken); // the conversations' own calls, which nobody waits for
        var (taken, state) = (host.Connector.Taken.Count, await StateAsync(replay, cancellationToken));

        string[][] commands =
        [
            ["--mode", "exact"], ["--mode", "decisions", "--approvals", "approve"], ["--mode", "decisions", "--approvals", "deny"], ["--mode", "effects"],
            ["--mode", "policies", "--candidate", $"policies={Path.Combine(AppContext.BaseDirectory, "policies.yaml")}"], ["--mode", "live", "--approvals", "approve", "--samples", "2"],
        ];
        foreach (var command in commands)
        {
            Assert.That((await replay.RunAsync(cancellationToken, ["stored", .. command])).Code, Is.Zero);
            using var broken = new CancellationTokenSource();
            await broken.CancelAsync();
            try
            {
                await replay.RunAsync(broken.Token, ["stored", .. command]);
            }
            catch (OperationCanceledException)
            {
                // Before it had begun.
            }
        }

        await RunJobAsync(host, "decisions", cancellationToken);
        await RunJobAsync(host, "effects", cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(await StateAsync(replay, cancellationToken), Is.EqualTo(state), "conversations, approvals, chats, messages to be sent, shops");
        Assert.That(host.Connector.Taken, Has.Count.EqualTo(taken), "nobody got a message, and no card was changed");
        Assert.That(host.Connector.Refused, Is.Zero);
    }

    private static async Task RunJobAsync(TeamsHost host, string mode, CancellationToken cancellationToken)
    {
        var accepted = await host.Client.PostAsJsonAsync("/api/v1/replays", new { mode, approvals = "approve" }, cancellationToken);
        Assert.That((int)accepted.StatusCode, Is.EqualTo(202), await accepted.Content.ReadAsStringAsync(cancellationToken));
        JsonNode job;
        do
        {
            await Task.Delay(50, cancellationToken);
            job = (await host.Client.GetFromJsonAsync<JsonNode>(accepted.Headers.Location, cancellationToken))!;
        }
        while ((string?)job["status"] == "running");
        Assert.That(((string?)job["status"], (int)job["done"]!), Is.EqualTo(("completed", 2)));
    }

    /// <summary>What the conversations themselves cause is sent before anything is compared.</summary>
    private static async Task UntilSentAsync(ReplayFixture replay, CancellationToken cancellationToken)
    {
        while (await replay.ReadAsync<long>("SELECT count(*) FROM teams.outbox WHERE NOT is_done", cancellationToken) > 0)
        {
            await Task.Delay(50, cancellationToken);
        }
    }

    private static async Task<string> StateAsync(ReplayFixture replay, CancellationToken cancellationToken)
    {
        string[] tables =
        [
            "agent.conversations", "agent.inbox", "agent.checkpoints", "agent.approvals", .. (await replay.ReadAsync<string[]>(
                "SELECT array_agg(schemaname || '.' || tablename ORDER BY 1) FROM pg_tables WHERE schemaname = 'backoffice'", cancellationToken))!,
        ];
        // What is asked of each chat now and then is written down there: how many there are, and what was to be sent to them, is not.
        var sent = await replay.ReadAsync<string>("SELECT (SELECT count(*) FROM teams.chats) || ' ' || (SELECT count(*) || ' ' || coalesce(sum(attempts), 0) FROM teams.outbox)", cancellationToken);
        return sent + string.Join('\n', await Task.WhenAll(tables.Select(async table =>
            $"{table} {await replay.ReadAsync<string>($"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM {table} t", cancellationToken)}")));
    }
}
