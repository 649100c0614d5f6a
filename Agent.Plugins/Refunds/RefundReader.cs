using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.Refunds;

/// <summary>Reads what a decision about a refund needs. The tier comes from the customer's row: what a caller says about it is not asked.</summary>
internal sealed class RefundReader(IDbContextFactory<BackOfficeDbContext> contexts, OrderReader orders)
{
    /// <exception cref="ToolException">The customer is unknown, or has no such order.</exception>
    public async Task<RefundFacts> ReadAsync(ToolCallContext call, string orderId, CancellationToken cancellationToken)
    {
        var order = await orders.ReadAsync(call, orderId, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Customers.Where(c => c.Tenant == call.Tenant && c.CustomerId == order.Order.CustomerId).Select(c => new
        {
            c.Tier,
            Refunded = db.Refunds.Where(r => r.Tenant == call.Tenant && r.CustomerId == c.CustomerId && r.OrderId == orderId).Sum(r => (long?)r.AmountMinor) ?? 0,
        }).SingleAsync(cancellationToken);
        return new(order, found.Tier, found.Refunded);
    }

    /// <summary>The caller's own customer, and what they were given as a gesture since a time.</summary>
    /// <exception cref="ToolException">It is another customer, or none.</exception>
    public async Task<(Customer Customer, long GivenMinor)> ReadCreditAsync(ToolCallContext call, string userId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (call.RequireCustomer() != userId)
        {
            throw new ToolException("user not found");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var customer = await db.Customers.SingleOrDefaultAsync(c => c.Tenant == call.Tenant && c.CustomerId == userId, cancellationToken)
            ?? throw new ToolException("user not found");
        var given = await db.Refunds
            .Where(r => r.Tenant == call.Tenant && r.CustomerId == userId && r.OrderId == null && r.CreatedAt > since)
            .SumAsync(r => r.AmountMinor, cancellationToken);
        return (customer, given);
    }
}
