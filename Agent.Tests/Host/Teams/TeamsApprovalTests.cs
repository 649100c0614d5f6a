using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>Decisions by card: the customer's own, and operators' about a return over the threshold.</summary>
internal sealed class TeamsApprovalTests
{
    [Test, CancelAfter(90_000)]
    public async Task A_customer_confirms_by_card_and_the_card_says_so(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        await host.SayAsync(TeamsHost.Mara, "I'd like to return the headphones from my last order", cancellationToken);
        var asked = await host.SayAsync(TeamsHost.Mara, "back to my card please", cancellationToken, answers: 2);
        var answer = await host.TakenAsync(host.Click(TeamsHost.Mara, asked[1], 0), cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of(TeamsHost.Mara).Any(sent => sent.IsUpdate) && host.Of(TeamsHost.Mara)[^1] is { } && host.Of(TeamsHost.Mara).Count(sent => sent.Text is not null) == 3, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int?)answer!["statusCode"], Is.EqualTo(200));
        Assert.That(answer["value"]!.ToJsonString(), Does.Contain("Approved by customer"));
        Assert.That(host.Of(TeamsHost.Mara).Single(sent => sent.IsUpdate).Id, Is.EqualTo(asked[1].Id), "the very card is changed");
        Assert.That(host.Of(TeamsHost.Mara).Last(sent => sent.Text is not null).Text, Does.Contain("#W1000001"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Of_two_operators_and_the_portal_one_decides_and_every_card_says_who(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var (olgas, pauls) = await AskOperatorsAsync(host, cancellationToken);
        var approval = (string)olgas.Data(0)!["approval"]!;
        var clicks = new[]
        {
            host.TakenAsync(host.Click(TeamsHost.Olga, olgas, 0, "fine with me"), cancellationToken), host.TakenAsync(host.Click(TeamsHost.Paul, pauls, 1), cancellationToken),
        };
        var elsewhere = await host.Conversations.DecideAsync("demo", approval, true, "from the portal", "operator:portal", cancellationToken);
        await Task.WhenAll(clicks);
        var decidedAt = Stopwatch.GetTimestamp();
        await host.Connector.UntilAsync(taken => taken.Count(sent => sent.IsUpdate) == 2, cancellationToken);
        await TestContext.Out.WriteLineAsync($"All surfaces agree {Stopwatch.GetElapsedTime(decidedAt).TotalMilliseconds:0} ms after the last click was answered.");
        var decided = (await host.Approvals.FindAsync("demo", approval, cancellationToken))!;
        var said = host.Connector.Taken.Where(sent => sent.IsUpdate).Select(sent => sent.Card!.ToJsonString())
            .Concat(clicks.Select(click => click.Result!["value"]!.ToJsonString())).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(said, Has.Count.EqualTo(4).And.All.Contains($"by {decided.Decision!.DecidedBy}"));
        Assert.That(elsewhere!.Accepted, Is.EqualTo(decided.Decision.DecidedBy == "operator:portal"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_click_that_comes_four_times_is_one_decision_with_one_answer(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var (olgas, _) = await AskOperatorsAsync(host, cancellationToken);
        var click = host.Click(TeamsHost.Olga, olgas, 1, "not like this");
        var later = (JsonObject)click.DeepClone();
        later["id"] = "1799999999999"; // the second pair of copies has a new id and time
        var first = await host.TakenAsync(click, cancellationToken);
        var copies = await Task.WhenAll(host.TakenAsync(click, cancellationToken), host.TakenAsync(later, cancellationToken), host.TakenAsync(later, cancellationToken));
        await host.Connector.UntilAsync(_ => host.Of("tom").Any(sent => sent.Text?.Contains("not like this", StringComparison.Ordinal) == true), cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(copies.Select(copy => copy!.ToJsonString()), Has.All.EqualTo(first!.ToJsonString()));
        Assert.That((await host.Approvals.FindAsync("demo", (string)olgas.Data(0)!["approval"]!, cancellationToken))!.Status, Is.EqualTo(ApprovalStatus.Denied));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_forwarded_or_forged_card_decides_nothing(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var (olgas, _) = await AskOperatorsAsync(host, cancellationToken);
        var forwarded = await host.TakenAsync(host.Click("tom", olgas, 0), cancellationToken);
        var forged = host.Click(TeamsHost.Olga, olgas, 0);
        forged["value"]!["action"]!["data"]!["nonce"] = "0123";
        var unknown = await host.TakenAsync(forged, cancellationToken);
        var nonsense = host.Activity(TeamsHost.Olga, "invoke");
        nonsense["name"] = "adaptiveCard/action";
        nonsense["value"] = new JsonObject { ["action"] = "approve everything" };
        var broken = await host.TakenAsync(nonsense, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int?)forwarded!["statusCode"], Is.EqualTo(403));
        Assert.That((int?)unknown!["statusCode"], Is.EqualTo(404));
        Assert.That((int?)broken!["statusCode"], Is.EqualTo(400));
        Assert.That((await host.Approvals.FindAsync("demo", (string)olgas.Data(0)!["approval"]!, cancellationToken))!.Status, Is.EqualTo(ApprovalStatus.Pending));
        Assert.That(olgas.Card!.ToJsonString(), Does.Not.Contain("\"amount\":"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_click_that_takes_long_is_answered_in_time_and_its_card_changes_when_it_is_done(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync(settings: ["--Teams:ClickTime", "00:00:00.500"]);
        var (olgas, _) = await AskOperatorsAsync(host, cancellationToken);
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var hold = new NpgsqlCommand("SELECT FROM agent.approvals WHERE id = $1 FOR UPDATE", connection, transaction))
        {
            hold.Parameters.AddWithValue((string)olgas.Data(0)!["approval"]!);
            await hold.ExecuteNonQueryAsync(cancellationToken);
        }

        var click = host.Click(TeamsHost.Olga, olgas, 0);
        var interim = await host.TakenAsync(click, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await host.Connector.UntilAsync(taken => taken.Count(sent => sent.IsUpdate) == 2, cancellationToken);
        var copy = await host.TakenAsync(click, cancellationToken); // the connector asks again
        using var scope = Assert.EnterMultipleScope();
        Assert.That(interim!["value"]!.ToJsonString(), Does.Contain("Your decision has arrived"));
        Assert.That(copy!["value"]!.ToJsonString(), Does.Contain($"Approved by operator:{TeamsHost.Olga}"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_click_that_was_stored_is_carried_out_though_its_service_died(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var (olgas, _) = await AskOperatorsAsync(host, cancellationToken);
        var click = host.Click(TeamsHost.Olga, olgas, 1, "too much");
        var activity = Agent.Host.Teams.Wire.Activity.Read(JsonSerializer.SerializeToElement(click))!;
        var inbox = host.Get<Agent.Host.Teams.Storage.ActivityStore>();
        await inbox.TakeClickAsync("demo", activity, Agent.Host.Teams.Cards.CardClick.Read(activity)!.KeyFor(activity), cancellationToken); // and here it dies
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var later = database.CreateCommand("UPDATE teams.activities SET held_until = now() WHERE NOT is_done"); // as after the time it had it for
        await later.ExecuteNonQueryAsync(cancellationToken);
        var updates = await host.Connector.UntilAsync(taken => taken.Count(sent => sent.IsUpdate) == 2, cancellationToken);
        Assert.That(updates.Where(sent => sent.IsUpdate).Select(sent => sent.Card!.ToJsonString()), Has.All.Contains("too much"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_client_that_only_submits_decides_as_well(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var (olgas, _) = await AskOperatorsAsync(host, cancellationToken);
        var submit = host.Activity(TeamsHost.Olga);
        submit["replyToId"] = olgas.Id;
        submit["value"] = olgas.Data(0)!.DeepClone();
        await host.TakenAsync(submit, cancellationToken);
        var updates = await host.Connector.UntilAsync(taken => taken.Count(sent => sent.IsUpdate) == 2, cancellationToken);
        Assert.That(updates.Where(sent => sent.IsUpdate).Select(sent => sent.Card!.ToJsonString()), Has.All.Contains($"Approved by operator:{TeamsHost.Olga}"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_card_whose_service_died_behind_the_decision_is_changed_after_the_restart(CancellationToken cancellationToken)
    {
        var host = await TeamsHost.StartAsync();
        var (olgas, _) = await AskOperatorsAsync(host, cancellationToken);
        var (database, connector) = (host.Database, host.Connector);
        await host.StopAsync();
        var silent = await TeamsHost.StartAsync(database, connector, sends: false);
        await silent.Conversations.DecideAsync("demo", (string)olgas.Data(0)!["approval"]!, true, null, "operator:portal", cancellationToken);
        await silent.StopAsync();
        Assert.That(connector.Taken.Any(sent => sent.IsUpdate), Is.False);
        await using var again = await TeamsHost.StartAsync(database, connector);
        var taken = await connector.UntilAsync(sent => sent.Count(one => one.IsUpdate) == 2, cancellationToken);
        Assert.That(taken.Where(sent => sent.IsUpdate).Select(sent => sent.Card!.ToJsonString()), Has.All.Contains("operator:portal"));
    }

    /// <summary>Tom returns something over the threshold; both operators have a chat with the bot.</summary>
    private static async Task<(FakeConnector.Sent Olgas, FakeConnector.Sent Pauls)> AskOperatorsAsync(TeamsHost host, CancellationToken cancellationToken)
    {
        await host.SayAsync(TeamsHost.Olga, "help", cancellationToken);
        await host.SayAsync(TeamsHost.Paul, "help", cancellationToken);
        await host.SayAsync("tom", "I want to return everything from order #W1000004, refund to the original payment method", cancellationToken);
        var taken = await host.Connector.UntilAsync(sent => sent.Count(one => one.Card is not null) == 2, cancellationToken);
        return (taken.Single(sent => sent.Card is not null && sent.Chat == $"a:{TeamsHost.Olga}"), taken.Single(sent => sent.Card is not null && sent.Chat == $"a:{TeamsHost.Paul}"));
    }
}
