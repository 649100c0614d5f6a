using Agent.Processes.Policies;

namespace Agent.Tests.Processes.Policies;

internal sealed class PolicyFileTests
{
    [Test]
    public void The_products_file_covers_the_tools_that_change_something() =>
        Assert.That(ProductFiles.Policies.Tools, Is.SupersetOf(["return_delivered_order_items", "cancel_pending_order", "create_ticket"]));

    [TestCase("require:\n          status: {is: delivered}", "require:\n          state: {is: delivered}", "no fact is called 'state'")]
    [TestCase("at_most: 45", "at_mots: 45", "unknown key 'at_mots'")]
    [TestCase("at_most: 45", "at_most: soon", "a number is expected")]
    [TestCase("by: operator", "by: boss", "'boss' is none of")]
    [TestCase("together: true", "together: perhaps", "'together' is true or false")]
    [TestCase("by: operator\n        together", "by: customer\n        together", "only what an operator decides can be decided together")]
    [TestCase("this one is {status}", "this one is {stat}", "no fact is called 'stat'")]
    [TestCase("value: order.status", "value: ordre.status", "nothing before this is called 'ordre'")]
    [TestCase("value: order.status", "value: order status", "'order status' is no path")]
    [TestCase("unit: usd", "unit: eur", "the only unit is usd")]
    [TestCase("name: known_refund_method", "name: delivered_only", "'delivered_only' is used twice")]
    [TestCase("      - name: customer_confirms\n        by: customer\n\n  - tool: cancel", "\n  - tool: cancel", "the last approval must apply always")]
    [TestCase("tool: cancel_pending_order", "tool: return_delivered_order_items", "the tool is listed twice")]
    [TestCase("version: \"2026-11-7\"", "", "key 'version' is missing")]
    [TestCase("lifetime: 24h", "lifetime: a day", "'a day' is no duration")]
    [TestCase("lifetime: 24h", "lifetime: 2161h", "is no duration from 1s to 2160h")]
    [TestCase("lifetime: 24h", "lifetime: 0h", "is no duration")]
    [TestCase("lifetime: 24h", "lifetime: 99999h", "is no duration")]
    [TestCase("lifetime: 24h", "lifetyme: 24h", "unknown key 'lifetyme'")]
    [TestCase("lifetime: 24h", "lifetime: 3h\n  working_hours: always", "a reminder 4h before the end comes too early for a lifetime of 3h")]
    [TestCase("remind_before: [4h]", "remind_before: 4h", "a list is expected")]
    [TestCase("remind_before: [4h]", "remind_before: [24h]", "a reminder 24h before the end comes too early")]
    [TestCase("by: operator", "by: operator\n        lifetime: 1h30m", "a reminder 4h before the end comes too early for a lifetime of 1h30m0s")]
    [TestCase("lifetime: 24h", "lifetime: 24h\n  working_hours: {time_zone: Europe/Atlantis, days: [monday], from: '09:00', to: '17:00'}", "no time zone is called 'Europe/Atlantis'")]
    [TestCase("lifetime: 24h", "lifetime: 24h\n  working_hours: {time_zone: UTC, days: [fryday], from: '09:00', to: '17:00'}", "'fryday' is no day of the week")]
    [TestCase("lifetime: 24h", "lifetime: 24h\n  working_hours: {time_zone: UTC, days: [], from: '09:00', to: '17:00'}", "at least one day")]
    [TestCase("lifetime: 24h", "lifetime: 24h\n  working_hours: {time_zone: UTC, days: [monday], from: '9am', to: '17:00'}", "'9am' is no time of day")]
    [TestCase("lifetime: 24h", "lifetime: 24h\n  working_hours: {time_zone: UTC, days: [monday], from: '17:00', to: '09:00'}", "the hours end before they begin")]
    [TestCase("lifetime: 24h", "lifetime: 24h\n  working_hours: {days: [monday], from: '09:00', to: '17:00'}", "key 'time_zone' is missing")]
    [TestCase("rules:", "rules: [", "no valid YAML")]
    public void A_fault_is_named_with_its_place(string text, string faulty, string fault)
    {
        var content = ProductFiles.PoliciesText.ReplaceLineEndings("\n");
        Assume.That(content, Does.Contain(text));
        var changed = Replace(content, text, faulty);

        var error = Assert.Throws<PolicyFileException>(() => PolicyBook.Parse("policies.yaml", changed))!;

        Assert.That(error.Message, Does.StartWith($"policies.yaml({error.Line})").And.Contains(fault));
    }

    [Test]
    public void A_missing_file_is_named() =>
        Assert.That(() => PolicyBook.Load("/nowhere/policies.yaml"), Throws.TypeOf<PolicyFileException>().With.Message.Contains("/nowhere/policies.yaml"));

    private static string Replace(string content, string text, string by)
    {
        var at = content.IndexOf(text, StringComparison.Ordinal);
        return content[..at] + by + content[(at + text.Length)..];
    }
}
