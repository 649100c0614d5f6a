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
    [TestCase("this one is {status}", "this one is {stat}", "no fact is called 'stat'")]
    [TestCase("value: order.status", "value: ordre.status", "nothing before this is called 'ordre'")]
    [TestCase("value: order.status", "value: order status", "'order status' is no path")]
    [TestCase("unit: usd", "unit: eur", "the only unit is usd")]
    [TestCase("name: known_refund_method", "name: delivered_only", "'delivered_only' is used twice")]
    [TestCase("      - name: customer_confirms\n        by: customer\n\n  - tool: cancel", "\n  - tool: cancel", "the last approval must apply always")]
    [TestCase("tool: cancel_pending_order", "tool: return_delivered_order_items", "the tool is listed twice")]
    [TestCase("version: \"2026-11-2\"", "", "key 'version' is missing")]
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
