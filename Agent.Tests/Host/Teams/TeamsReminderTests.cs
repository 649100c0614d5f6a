using Agent.Processes;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Teams;

/// <summary>Approvals in channels, reminders, and approvals that nobody decides.</summary>
internal sealed class TeamsReminderTests
{
    private const string Channel = "19:approvals@thread.tacv2";

    [Test, CancelAfter(120_000)]
    public async Task A_rules_approvals_are_asked_for_in_its_channel_too_and_every_card_changes(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync(settings: [$"--Teams:Tenants:{TeamsHost.Directory}:Rules:any:Channel", Channel]);
        await AskAsync(host, cancellationToken);
        var cards = await host.Connector.UntilAsync(sent => sent.Count(one => one.Card is not null) == 2, cancellationToken);
        var shared = cards.Single(sent => sent.Chat == Channel);
        var click = host.Click(TeamsHost.Paul, shared, 0, "seen in the channel");
        click["conversation"]!["id"] = $"{Channel};messageid=1700000000000";
        click["conversation"]!["conversationType"] = "channel";
        var answer = await host.TakenAsync(click, cancellationToken);
        var updates = (await host.Connector.UntilAsync(sent => sent.Count(one => one.IsUpdate) == 2, cancellationToken)).Where(sent => sent.IsUpdate).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer!["value"]!.ToJsonString(), Does.Contain($"Approved by operator:{TeamsHost.Paul}"));
        Assert.That(updates.Select(update => update.Chat), Is.EquivalentTo(new[] { Channel, $"a:{TeamsHost.Olga}" }));
        Assert.That(updates.Select(update => update.Card!.ToJsonString()), Has.All.Contains("seen in the channel"));
        Assert.That(shared.Activity.ContainsKey("recipient"), Is.False, "a channel is nobody");
    }

    [Test, CancelAfter(120_000)]
    public async Task A_rule_with_people_of_its_own_is_decided_by_them_alone(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync(settings: [$"--Teams:Tenants:{TeamsHost.Directory}:Rules:any:Operators:0", "yara"]);
        await host.SayAsync("yara", "help", cancellationToken);
        await AskAsync(host, cancellationToken);
        var card = (await host.Connector.UntilAsync(sent => sent.Any(one => one.Card is not null), cancellationToken)).Single(sent => sent.Card is not null);
        var olga = await host.TakenAsync(host.Click(TeamsHost.Olga, card, 0), cancellationToken);
        var yara = await host.TakenAsync(host.Click("yara", card, 0), cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(card.Chat, Is.EqualTo("a:yara"));
        Assert.That((int?)olga!["statusCode"], Is.EqualTo(403));
        Assert.That(yara!["value"]!.ToJsonString(), Does.Contain("Approved by operator:yara"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Who_has_not_decided_is_reminded_once_and_told_when_it_is_too_late(CancellationToken cancellationToken)
    {
        var clock = new ShiftedClock();
        await using var host = await TeamsHost.StartAsync(
            configure: builder => builder.Services.AddSingleton<TimeProvider>(clock),
            settings: [$"--Teams:Tenants:{TeamsHost.Directory}:Rules:any:Channel", Channel, "--Runtime:ApprovalSweep", "00:00:00.500"]);
        await AskAsync(host, cancellationToken);
        var card = (await host.Connector.UntilAsync(sent => sent.Count(one => one.Card is not null) == 2, cancellationToken)).First(sent => sent.Card is not null);
        var asked = (await host.Approvals.FindAsync("demo", (string)card.Data(0)!["approval"]!, cancellationToken))!.Request;
        clock.Advance(asked.Reminders![^1] - clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await host.Connector.UntilAsync(_ => Said(host, "Reminder:").Count == 2, cancellationToken);
        clock.Advance(asked.ExpiresAt!.Value - clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await host.Connector.UntilAsync(sent => Said(host, "Nobody decided in time").Count == 2 && sent.Count(one => one.IsUpdate) == 2, cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of("tom").Count >= 2, cancellationToken); // the customer is told as well
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Said(host, "Reminder:").Select(sent => sent.Chat), Is.EquivalentTo(new[] { Channel, $"a:{TeamsHost.Olga}" }));
        Assert.That(host.Connector.Taken.Where(sent => sent.IsUpdate).Select(sent => sent.Card!.ToJsonString()), Has.All.Contains("Expired"));
        Assert.That((await host.Approvals.FindAsync("demo", asked.ApprovalId, cancellationToken))!.Status, Is.EqualTo(ApprovalStatus.Expired));
    }

    private static List<FakeConnector.Sent> Said(TeamsHost host, string beginning) =>
        [.. host.Connector.Taken.Where(sent => sent.Text?.StartsWith(beginning, StringComparison.Ordinal) == true)];

    /// <summary>Tom returns something over the threshold; of the operators, Olga has a chat with the bot.</summary>
    private static async Task AskAsync(TeamsHost host, CancellationToken cancellationToken)
    {
        await host.SayAsync(TeamsHost.Olga, "help", cancellationToken);
        await host.SayAsync("tom", "I want to return everything from order #W1000004, refund to the original payment method", cancellationToken);
    }
}
