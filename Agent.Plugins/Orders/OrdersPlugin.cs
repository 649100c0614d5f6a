using System.ComponentModel;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Orders;

/// <summary>The customer's orders: looking, cancelling, returning.</summary>
internal sealed class OrdersPlugin(OrderReader orders, EffectLedger ledger, TimeProvider clock)
{
    public const string Name = "orders";
    public const string Purpose = "The customer's orders: status, changes, cancellation, returns and exchanges.";

    private const string Cancel = "cancel_pending_order";
    private const string Return = "return_delivered_order_items";

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("get_order_details"), Description("Status and details of an order.")]
    public async Task<string> GetOrderDetailsAsync(Kernel kernel, [Description(OrderReader.OrderIdDescription)] string order_id, CancellationToken cancellationToken)
    {
        var facts = await orders.ReadAsync(ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id), cancellationToken);
        return OrderDetails.ToText(facts.Order);
    }

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Cancel)]
    [Description("Cancel a pending order; a processed or delivered one cannot be cancelled. What was paid goes back to the payment method: at once to a gift "
        + "card, otherwise within 5 to 7 business days. Returns the order after the cancellation.")]
    public Task<string> CancelPendingOrderAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("Why: either 'no longer needed' or 'ordered by mistake'.")] string reason,
        CancellationToken cancellationToken)
    {
        var (call, orderId, why) = (ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id), OrderCancellation.ReadReason(reason));
        return ledger.ApplyAsync(call, ToolAction.Of(Cancel, orderId, why),
            async token => OrderCancellation.Decide(await orders.ReadAsync(call, orderId, token), why), cancellationToken);
    }

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Return)]
    [Description("Return items of a delivered order; possible once per order, so collect all items first. The status becomes 'return requested' and the customer "
        + "gets an e-mail about how to send them back. Returns the order after the request.")]
    public Task<string> ReturnDeliveredOrderItemsAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("The item ids to return, each such as '1008292230'; an id stands as often as pieces of it come back.")] string[] item_ids,
        [Description("Where the refund goes: the order's original payment method or a gift card of the customer, such as 'gift_card_0000000'.")]
        string payment_method_id,
        CancellationToken cancellationToken)
    {
        var (call, orderId, target) = (ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id), payment_method_id.Trim());
        string[] items = [.. item_ids.Select(item => item.Trim()).Order(StringComparer.Ordinal)];
        return ledger.ApplyAsync(call, ToolAction.Of(Return, [orderId, target, .. items]),
            async token => OrderReturn.Decide(await orders.ReadAsync(call, orderId, token), items, target, clock.GetUtcNow()), cancellationToken);
    }
}
