using System.Text.Json;
using Agent.Processes;

namespace Agent.Tests.Host.Api;

/// <summary>Questions for people, as a workflow would ask them.</summary>
internal static class Approvals
{
    public static ApprovalRequested ForCustomer(string id) => new()
    {
        ApprovalId = id,
        Approver = "customer",
        Tool = "return_delivered_order_items",
        Arguments = JsonSerializer.SerializeToElement(new { order_id = "#W1000001" }),
        Summary = "Return the headphones for $129.00.",
        Rule = "return_within_window",
        Digest = new string('a', 64),
        AmountMinor = 12900,
    };

    public static ApprovalRequested ForOperator(string id) => ForCustomer(id) with { Approver = "operator" };
}
