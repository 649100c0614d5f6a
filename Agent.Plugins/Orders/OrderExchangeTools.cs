using System.ComponentModel;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Orders;

/// <summary>Other items instead of delivered ones, and what a replacement would cost; part of the plugin <see cref="OrdersPlugin.Name"/>.</summary>
internal sealed class OrderExchangeTools(OrderReader orders, EffectLedger ledger, TimeProvider clock)
{
    private const string Exchange = "exchange_delivered_order_items";

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Exchange)]
    [Description("Exchange items of a delivered order for other variants of the same products; possible once per order, so collect all items first. The status "
        + "becomes 'exchange requested' and the customer gets an e-mail about how to send the items back. Returns the order after the request.")]
    public Task<string> ExchangeDeliveredOrderItemsAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("The item ids to exchange, each such as '1008292230'; an id stands as often as pieces of it are exchanged.")] string[] item_ids,
        [Description("The item ids that come instead, each an available variant of the product in the same position of 'item_ids'.")] string[] new_item_ids,
        [Description("The customer's payment method that pays the difference or receives it, such as 'gift_card_0000000'.")] string payment_method_id,
        CancellationToken cancellationToken)
    {
        var (call, orderId) = (ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id));
        var request = ItemReplacementRequest.ForExchange(item_ids, new_item_ids, payment_method_id);
        return ledger.ApplyAsync(call, ToolAction.Of(Exchange, [orderId, .. request.Arguments]),
            async token => OrderExchange.Decide(await orders.ReadAsync(call, orderId, request.NewItemIds, token), request, clock.GetUtcNow()), cancellationToken);
    }

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_item_change")]
    [Description("What it would cost to replace items of an order by other variants, without doing it: of a delivered order an exchange, of a pending one a change. "
        + "'problem' is 'none', or says why it is not possible.")]
    public async Task<string> PreviewItemChangeAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("The item ids to replace, each such as '1008292230'.")] string[] item_ids,
        [Description("The item ids that come instead, by position.")] string[] new_item_ids,
        [Description("The customer's payment method that would pay the difference or receive it.")] string payment_method_id,
        CancellationToken cancellationToken)
    {
        var facts = await orders.ReadAsync(ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id), new_item_ids, cancellationToken);
        return BackOfficeJson.ToText(BackOfficeJson.Default.ItemChangePreview, Preview(facts, item_ids, new_item_ids, payment_method_id));
    }

    private static ItemChangePreview Preview(OrderFacts facts, string[] itemIds, string[] newItemIds, string paymentMethodId)
    {
        try
        {
            return ItemChangePreview.Of(facts.Order.Status is OrderStatus.Pending
                ? OrderModification.PlanItems(facts, ItemReplacementRequest.ForChange(itemIds, newItemIds, paymentMethodId))
                : OrderExchange.Plan(facts, ItemReplacementRequest.ForExchange(itemIds, newItemIds, paymentMethodId)));
        }
        catch (ToolException refusal)
        {
            return new() { Problem = refusal.Message };
        }
    }
}
