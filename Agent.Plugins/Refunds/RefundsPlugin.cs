using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Customers;
using Agent.Plugins.Effects;
using Agent.Plugins.Orders;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Refunds;

/// <summary>Money and credit for customers who send nothing back. What a return refunds is booked with the return.</summary>
internal sealed class RefundsPlugin(RefundReader reader, EffectLedger ledger, IOptions<RefundOptions> options, TimeProvider clock)
{
    public const string Name = "refunds";
    public const string Purpose = "Refunds and store credit without a return.";

    private const string Process = "process_refund";
    private const string Credit = "issue_store_credit";
    private const string AmountDescription = "How much, in dollars, such as 12.50; leave it out for everything that was paid and not refunded yet.";
    private const string TargetDescription = "'original_payment' (money back, Gold customers only) or 'store_credit'; leave it out for what the customer's tier entitles them to.";
    private const int LongestReason = 500;

    [Consequential, RequiresScope(ToolScopes.RefundsExecute), KernelFunction(Process)]
    [Description("Refund a delivered order, or a part of what it cost, without anything being sent back: Gold customers get their money back, Standard customers get "
        + "store credit. Limited per order by the customer's tier. To refund what is sent back, register a return instead. Returns the refund.")]
    public Task<string> ProcessRefundAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description("Why, in the customer's words, such as 'arrived with a scratch'."), StringLength(LongestReason, MinimumLength = 1)] string reason,
        [Description(AmountDescription)] decimal? amount = null,
        [Description(TargetDescription), AllowedValues("original_payment", "store_credit")] string? refund_to = null,
        CancellationToken cancellationToken = default)
    {
        var (call, wish, why) = (ToolCallContext.Of(kernel), RefundWish.Read(order_id, amount, refund_to), ReadReason(reason));
        var action = ToolAction.Of(Process, wish.OrderId, Text(wish.AmountMinor), wish.Target is { } target ? WireName<RefundTarget>.Of(target) : "", why);
        return ledger.ApplyAsync(call, action, async token =>
        {
            var facts = await reader.ReadAsync(call, wish.OrderId, token);
            return Decide(call, facts, RefundPlan.Make(facts, wish, options.Value.For(facts.Tier)), why);
        }, cancellationToken);
    }

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_refund")]
    [Description("Whether an order could be refunded without a return, how much and as what, without doing it. 'problem' is 'none', or says why not.")]
    public async Task<string> PreviewRefundAsync(
        Kernel kernel,
        [Description(OrderReader.OrderIdDescription)] string order_id,
        [Description(AmountDescription)] decimal? amount = null,
        [Description(TargetDescription), AllowedValues("original_payment", "store_credit")] string? refund_to = null,
        CancellationToken cancellationToken = default)
    {
        var (call, wish) = (ToolCallContext.Of(kernel), RefundWish.Read(order_id, amount, refund_to));
        var facts = await reader.ReadAsync(call, wish.OrderId, cancellationToken);
        return RefundPreview.ToText(facts, wish, options.Value.For(facts.Tier));
    }

    // A gesture is the shop's to make: a customer's own access token cannot ask for it, whatever its scopes.
    [Consequential, RequiresScope(ToolScopes.RefundsExecute), ForRoles(ToolRoles.Agent, ToolRoles.Operator), KernelFunction(Credit)]
    [Description("Give the customer store credit as a gesture, such as for a delay. Limited by the customer's tier over thirty days. Returns the credit.")]
    public Task<string> IssueStoreCreditAsync(
        Kernel kernel,
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        [Description("How much, in dollars, such as 10.00.")] decimal amount,
        [Description("What it is for, such as 'delivery a week late'."), StringLength(LongestReason, MinimumLength = 1)] string reason,
        CancellationToken cancellationToken = default)
    {
        var (call, userId, minor, why) = (ToolCallContext.Of(kernel), user_id.Trim(), RefundWish.ReadAmount(amount), ReadReason(reason));
        return ledger.ApplyAsync(call, ToolAction.Of(Credit, userId, Text(minor), why), async token =>
        {
            var (customer, given) = await reader.ReadCreditAsync(call, userId, clock.GetUtcNow() - options.Value.CreditWindow, token);
            CheckLimit(customer.Tier, given, minor);
            var credit = Record(call, customer.CustomerId, null, RefundTarget.StoreCredit, minor, why);
            return new(RefundDetails.ToText(credit, StoreCredit.MethodId), RefundStatements.Touch(customer),
                StoreCredit.Give(call.Tenant, customer.CustomerId, minor), RefundStatements.Insert(credit));
        }, cancellationToken);
    }

    private Effect Decide(ToolCallContext call, RefundFacts facts, RefundPlan plan, string reason)
    {
        var order = facts.Order.Order;
        var refund = Record(call, order.CustomerId, order.OrderId, plan.Target, plan.AmountMinor, reason);
        var credits = plan.Target is RefundTarget.StoreCredit
            ? [StoreCredit.Give(order.Tenant, order.CustomerId, plan.AmountMinor)]
            : plan.Transactions.Where(entry => facts.Order.FindMethod(entry.PaymentMethodId)?.Source is PaymentSource.GiftCard)
                .Select(entry => GiftCardBalance.Add(order, entry.PaymentMethodId, entry.AmountMinor));
        return new(RefundDetails.ToText(refund, plan.Transactions.Select(entry => entry.PaymentMethodId)),
            [OrderStatements.SetPayments(order with { PaymentHistory = [.. order.PaymentHistory, .. plan.Transactions] }), .. credits, RefundStatements.Insert(refund)]);
    }

    private Refund Record(ToolCallContext call, string customerId, string? orderId, RefundTarget target, long amountMinor, string reason) => new()
    {
        Tenant = call.Tenant,
        RefundId = SpokenId.Of("R-", call.Tenant, call.IdempotencyKey!),
        CustomerId = customerId,
        OrderId = orderId,
        Target = target,
        AmountMinor = amountMinor,
        Reason = reason,
        CreatedAt = clock.GetUtcNow(),
    };

    private void CheckLimit(CustomerTier tier, long givenMinor, long amountMinor)
    {
        var limit = (long)(options.Value.For(tier).MaxCredit * 100);
        if (givenMinor + amountMinor > limit)
        {
            var left = Money.ToDollars(Math.Max(0, limit - givenMinor)).ToString("0.00", CultureInfo.InvariantCulture);
            throw new ToolException($"store credit is limited for this customer: {left} is left for now");
        }
    }

    private static string ReadReason(string text)
    {
        var reason = text.Trim();
        return reason.Length is > 0 and <= LongestReason ? reason : throw new ToolException($"the argument 'reason' must have 1 to {LongestReason} characters");
    }

    private static string Text(long? amountMinor) => amountMinor?.ToString(CultureInfo.InvariantCulture) ?? "";
}
