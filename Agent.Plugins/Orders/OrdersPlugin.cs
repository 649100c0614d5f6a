using System.ComponentModel;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Effects;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Orders;

/// <summary>The customer's orders. Somebody else's order is answered like one that does not exist.</summary>
internal sealed class OrdersPlugin(IDbContextFactory<BackOfficeDbContext> contexts, EffectLedger ledger, TimeProvider clock)
{
    public const string Name = "orders";
    public const string Purpose = "The customer's orders: status, cancellation, returns.";

    private const string OrderIdDescription = "The order id, such as '#W0000000'; the '#' may be left out.";
    private const string Cancel = "cancel_pending_order";
    private const string Return = "return_delivered_order_items";

    [KernelFunction("get_order_details"), Description("Status and details of an order.")]
    public async Task<string> GetOrderDetailsAsync(Kernel kernel, [Description(OrderIdDescription)] string order_id, CancellationToken cancellationToken)
    {
        var facts = await ReadAsync(ToolCallContext.Of(kernel), NormalizeId(order_id), cancellationToken);
        return OrderDetails.ToText(facts.Order);
    }

    [Consequential, KernelFunction(Cancel)]
    [Description("Cancel a pending order; a processed or delivered one cannot be cancelled. What was paid goes back to the payment method: at once to a gift "
        + "card, otherwise within 5 to 7 business days. Returns the order after the cancellation.")]
    public Task<string> CancelPendingOrderAsync(
        Kernel kernel,
        [Description(OrderIdDescription)] string order_id,
        [Description("Why: either 'no longer needed' or 'ordered by mistake'.")] string reason,
        CancellationToken cancellationToken)
    {
        var (call, orderId, why) = (ToolCallContext.Of(kernel), NormalizeId(order_id), OrderCancellation.ReadReason(reason));
        return ledger.ApplyAsync(call, ToolAction.Of(Cancel, orderId, why),
            async token => OrderCancellation.Decide(await ReadAsync(call, orderId, token), why), cancellationToken);
    }

    [Consequential, KernelFunction(Return)]
    [Description("Return items of a delivered order; possible once per order, so collect all items first. The status becomes 'return requested' and the customer "
        + "gets an e-mail about how to send them back. Returns the order after the request.")]
    public Task<string> ReturnDeliveredOrderItemsAsync(
        Kernel kernel,
        [Description(OrderIdDescription)] string order_id,
        [Description("The item ids to return, each such as '1008292230'; an id stands as often as pieces of it come back.")] string[] item_ids,
        [Description("Where the refund goes: the order's original payment method or a gift card of the customer, such as 'gift_card_0000000'.")]
        string payment_method_id,
        CancellationToken cancellationToken)
    {
        var (call, orderId, target) = (ToolCallContext.Of(kernel), NormalizeId(order_id), payment_method_id.Trim());
        string[] items = [.. item_ids.Select(item => item.Trim()).Order(StringComparer.Ordinal)];
        return ledger.ApplyAsync(call, ToolAction.Of(Return, [orderId, target, .. items]),
            async token => OrderReturn.Decide(await ReadAsync(call, orderId, token), items, target, clock.GetUtcNow()), cancellationToken);
    }

    private static string NormalizeId(string text) => "#" + text.Trim().TrimStart('#').ToUpperInvariant();

    private async Task<OrderFacts> ReadAsync(ToolCallContext call, string orderId, CancellationToken cancellationToken)
    {
        var customerId = call.RequireCustomer();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Orders.Where(o => o.Tenant == call.Tenant && o.OrderId == orderId && o.CustomerId == customerId)
            .Select(o => new
            {
                Order = o,
                o.Return,
                PaymentMethods = db.PaymentMethods.Where(p => p.Tenant == o.Tenant && p.CustomerId == o.CustomerId).ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? throw new ToolException("order not found");
        return new(found.Order with { Return = found.Return }, found.PaymentMethods);
    }
}
