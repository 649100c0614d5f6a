using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Customers;
using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.Orders;

/// <summary>Reads what a decision about an order needs. Somebody else's order is answered like one that does not exist.</summary>
internal sealed class OrderReader(IDbContextFactory<BackOfficeDbContext> contexts)
{
    // Compiled: every turn of a conversation reads its order several times, and looking the query up costs more than running it.
    private static readonly Func<BackOfficeDbContext, string, string, string, CancellationToken, Task<FoundOrder?>> s_find = EF.CompileAsyncQuery(
        (BackOfficeDbContext db, string tenant, string orderId, string customerId, CancellationToken _) => db.Orders
            .Where(o => o.Tenant == tenant && o.OrderId == orderId && o.CustomerId == customerId)
            .Select(o => new FoundOrder
            {
                Order = o,
                Return = o.Return,
                PaymentMethods = db.PaymentMethods.Where(p => p.Tenant == o.Tenant && p.CustomerId == o.CustomerId).ToList(),
            })
            .SingleOrDefault());

    public const string OrderIdDescription = "The order id, such as '#W0000000'; the '#' may be left out.";

    public static string NormalizeId(string text) => "#" + text.Trim().TrimStart('#').ToUpperInvariant();

    /// <exception cref="ToolException">The customer is unknown, or has no such order.</exception>
    public async Task<OrderFacts> ReadAsync(ToolCallContext call, string orderId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(db, call, orderId, cancellationToken);
    }

    /// <summary>Reads the articles that are to replace others, too.</summary>
    /// <exception cref="ToolException">The customer is unknown, or has no such order.</exception>
    public async Task<OrderFacts> ReadAsync(ToolCallContext call, string orderId, string[] newItemIds, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var facts = await ReadAsync(db, call, orderId, cancellationToken);
        return facts with
        {
            Variants = await db.ProductVariants.Where(v => v.Tenant == call.Tenant && newItemIds.Contains(v.ItemId)).ToListAsync(cancellationToken),
        };
    }

    private static async Task<OrderFacts> ReadAsync(BackOfficeDbContext db, ToolCallContext call, string orderId, CancellationToken cancellationToken)
    {
        var found = await s_find(db, call.Tenant, orderId, call.RequireCustomer(), cancellationToken) ?? throw new ToolException("order not found");
        return new(found.Order with { Return = found.Return }, found.PaymentMethods);
    }

    private sealed record FoundOrder
    {
        public required Order Order { get; init; }

        public required ItemReturn? Return { get; init; }

        public required List<PaymentMethod> PaymentMethods { get; init; }
    }
}
