using System.ComponentModel;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Orders;

/// <summary>Changing an order that is still pending; part of the plugin <see cref="OrdersPlugin.Name"/>.</summary>
internal sealed class OrderModificationTools(OrderReader orders, EffectLedger ledger)
{
    private const string Address = "modify_pending_order_address";
    private const string Payment = "modify_pending_order_payment";
    private const string Items = "modify_pending_order_items";

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Address), Description("Change where a pending order is sent. Returns the order after the change.")]
    public Task<string> ModifyPendingOrderAddressAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("First line of the address, such as '123 Main St'.")] string address1,
        [Description("Second line of the address, such as 'Apt 1', or ''.")] string address2,
        [Description("City, such as 'San Francisco'.")] string city,
        [Description("State, such as 'CA'.")] string state,
        [Description("Country, such as 'USA'.")] string country,
        [Description("Zip code, such as '12345'.")] string zip,
        CancellationToken cancellationToken)
    {
        var (call, orderId) = (ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id));
        var address = Customers.Address.Read(address1, address2, city, state, country, zip);
        return ledger.ApplyAsync(call, ToolAction.Of(Address, [orderId, .. address.ToLines()]),
            async token => OrderModification.DecideAddress(await orders.ReadAsync(call, orderId, token), address), cancellationToken);
    }

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Payment)]
    [Description("Pay a pending order with another payment method. What was paid goes back to the old one: at once to a gift card, otherwise within 5 to 7 business "
        + "days. Returns the order after the change.")]
    public Task<string> ModifyPendingOrderPaymentAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("The customer's payment method that pays instead, such as 'credit_card_0000000'; a gift card must hold the whole amount.")]
        string payment_method_id,
        CancellationToken cancellationToken)
    {
        var (call, orderId, method) = (ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id), payment_method_id.Trim());
        return ledger.ApplyAsync(call, ToolAction.Of(Payment, orderId, method),
            async token => OrderModification.DecidePayment(await orders.ReadAsync(call, orderId, token), method), cancellationToken);
    }

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_payment_change")]
    [Description("Whether a pending order could be paid with another payment method, without doing it. 'problem' is 'none', or says why not.")]
    public async Task<string> PreviewPaymentChangeAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("The customer's payment method that would pay instead.")] string payment_method_id,
        CancellationToken cancellationToken)
    {
        var facts = await orders.ReadAsync(ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id), cancellationToken);
        return BackOfficeJson.ToText(BackOfficeJson.Default.PaymentChangePreview, PaymentChangePreview.Of(facts, payment_method_id.Trim()));
    }

    [Consequential, RequiresScope(ToolScopes.OrdersWrite), KernelFunction(Items)]
    [Description("Replace items of a pending order by other variants of the same products; possible once per order and the last change it takes, so collect all "
        + "items first. Returns the order after the change.")]
    public Task<string> ModifyPendingOrderItemsAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("The item ids to replace, each such as '1008292230'; an id stands as often as pieces of it are replaced.")] string[] item_ids,
        [Description("The item ids that come instead, each an available variant of the product in the same position of 'item_ids'.")] string[] new_item_ids,
        [Description("The customer's payment method that pays the difference or receives it, such as 'gift_card_0000000'.")] string payment_method_id,
        CancellationToken cancellationToken)
    {
        var (call, orderId) = (ToolCallContext.Of(kernel), OrderReader.NormalizeId(order_id));
        var request = ItemReplacementRequest.ForChange(item_ids, new_item_ids, payment_method_id);
        return ledger.ApplyAsync(call, ToolAction.Of(Items, [orderId, .. request.Arguments]),
            async token => OrderModification.DecideItems(await orders.ReadAsync(call, orderId, request.NewItemIds, token), request), cancellationToken);
    }
}
