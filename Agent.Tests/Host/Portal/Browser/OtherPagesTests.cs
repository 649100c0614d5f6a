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
    public async Task Unusual_usage_is_told_with_its_likely_cause_and_leads_to_where_it_happened(CancellationToken cancellationToken)
    {
        var id = await PortalStage.TalkAsync("mara_olsen_1001", "hello");
        await using (var database = NpgsqlDataSource.Create(PortalStage.ConnectionString))
        {
            await using var find = database.CreateCommand(
                $"""
                INSERT INTO agent.anomalies (tenant, day, scope, subject, measure, value, usual, range_end, samples, cause, found_at)
                SELECT 'demo', (now() AT TIME ZONE 'UTC')::date, f.* FROM (VALUES
                    ('conversation', '{id}', 'calls_per_turn', 41.5::float8, 4::float8, 12.4::float8, 210::bigint, 'loop', now()),
                    ('customer', 'mara_olsen_1001', 'tokens', 1234567, 20000, 90000, 87, 'injection', now() - interval '1 minute'),
                    ('prompt', 'triage@9', 'tokens_per_call', 5200, 1300, 3600, 40, 'prompt_change', now() - interval '2 minutes'),
                    ('customer', '<b>bold</b>', 'tokens', 80000, 20000, 70000, 87, 'volume', now() - interval '3 minutes')) f
                """);
            await find.ExecuteNonQueryAsync(cancellationToken);
        }

        var page = await PortalStage.OpenAsync("/operations");
        var lines = page.Locator("#anomalies tbody tr");
        await Expect(lines).ToHaveCountAsync(4);
        await Expect(lines.Nth(0)).ToContainTextAsync(id);
        await Expect(lines.Nth(0)).ToContainTextAsync("41.5");
        await Expect(lines.Nth(1)).ToContainTextAsync("1,234,567");
        await Expect(lines.Nth(2)).ToContainTextAsync("triage@9");
        await Expect(lines.Nth(3).Locator("code")).ToHaveTextAsync("<b>bold</b>");
        var causes = await page.Locator("#anomalies tbody tr td:last-child").AllInnerTextsAsync();
        Assert.That(causes, Is.Unique.And.None.Contains("anomaly.").And.None.Empty, "each cause in words");
        Assert.That(await lines.Nth(1).Locator("a").GetAttributeAsync("href"), Does.EndWith("?customer=mara_olsen_1001"));
        await lines.Nth(0).Locator("a").ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/conversations/{id}$"));
        Assert.That(PortalStage.Faults(page), Is.Empty);
        var german = await PortalStage.OpenAsync("/operations", language: "de-DE");
        await Expect(german.Locator("#anomalies tbody tr").Nth(1)).ToContainTextAsync("1.234.567");
        await Expect(german.Locator("#anomalies")).Not.ToContainTextAsync("anomaly.");
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
