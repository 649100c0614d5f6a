using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Agent.Tests.Host.Portal.Browser;

[NonParallelizable]
internal sealed class OtherPagesTests
{
    [Test, CancelAfter(60_000)]
    public async Task An_operator_sees_replicas_and_ends_a_conversation_that_is_stuck(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        await using (var database = NpgsqlDataSource.Create(PortalStage.ConnectionString))
        {
            await using var park = database.CreateCommand(
                $"UPDATE agent.conversations SET status = 'parked', parked_reason = 'poisoned', parked_error = '<b>it broke</b>' WHERE id = '{id}'");
            await park.ExecuteNonQueryAsync(cancellationToken);
        }

        var page = await PortalStage.OpenAsync("/operations");
        await Expect(page.Locator(".badge", new() { HasText = "alive" })).ToHaveCountAsync(1);
        await Expect(page.Locator("#limits tr", new() { HasText = "this tenant" })).ToContainTextAsync("300,000");
        var line = page.Locator($"#parked-{id}");
        await Expect(line.Locator(".error")).ToHaveTextAsync("<b>it broke</b>");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await line.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Expect(line).ToHaveCountAsync(0);
        var ended = await PortalStage.GetAsync($"/api/v1/conversations/{id}");
        Assert.That(ended.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task Policies_and_prompts_are_shown_as_they_are_in_force(CancellationToken cancellationToken)
    {
        var page = await PortalStage.OpenAsync("/policies");
        var policy = page.Locator("#policy-return_delivered_order_items");
        await policy.Locator("summary").ClickAsync();
        await Expect(policy).ToContainTextAsync("operator_over_500");
        await Expect(policy).ToContainTextAsync("the amount is more than $500.00");
        await page.GetByText("Compare with the version in force").First.EvaluateAsync("link => link.closest('details').open = true");
        await page.GetByText("Compare with the version in force").First.ClickAsync();
        await Expect(page.Locator("#compare ins").First).ToBeVisibleAsync();
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task Insight_counts_what_happened_and_gives_it_away_as_csv(CancellationToken cancellationToken)
    {
        await PortalStage.TalkAsync("mara_olsen_1001", "What is the status of order #W1000002?");
        var page = await PortalStage.OpenAsync("/insight");
        while (!await page.GetByRole(AriaRole.Cell, new() { Name = "orders/agent" }).IsVisibleAsync() && !cancellationToken.IsCancellationRequested)
        {
            await page.ReloadAsync();
        }

        await Expect(page.Locator(".tiles dd").First).Not.ToHaveTextAsync("0");
        await Expect(page.Locator(".bars .all")).ToHaveCountAsync(30);
        var csv = await PortalStage.Service.Client.GetStringAsync(new Uri("/insight/days.csv?from=2026-01-30&to=2026-02-02", UriKind.Relative), cancellationToken);
        Assert.That(csv, Is.EqualTo("day,conversations,escalated,completed\r\n2026-01-30,0,0,0\r\n2026-01-31,0,0,0\r\n2026-02-01,0,0,0\r\n2026-02-02,0,0,0\r\n"));
        Assert.That(PortalStage.Faults(page), Is.Empty);
    }
}
