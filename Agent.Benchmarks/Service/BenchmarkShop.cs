using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;

namespace Agent.Benchmarks.Service;

/// <summary>Customers like the sample shop's Mara, each with one delivered order that can be returned and one card to refund.</summary>
internal sealed class BenchmarkShop(IDbContextFactory<BackOfficeDbContext> contexts)
{
    public const string Tenant = BackOfficeDatabase.DemoTenant;
    private const string ModelCustomer = "mara_olsen_1001";
    private const string ModelOrder = "#W1000001";
    private int _customers;

    /// <summary>Adds customers with one order each.</summary>
    public async Task<IReadOnlyList<ShopOrder>> AddOrdersAsync(int count)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var mara = await db.Customers.Include(customer => customer.PaymentMethods).SingleAsync(customer => customer.Tenant == Tenant && customer.CustomerId == ModelCustomer);
        var delivered = await db.Orders.SingleAsync(order => order.Tenant == Tenant && order.OrderId == ModelOrder);
        var added = new List<ShopOrder>(count);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var number in Enumerable.Range(_customers + 1, count))
        {
            var order = new ShopOrder($"mara_olsen_{9_000_000 + number}", $"#W{9_000_000 + number}");
            db.Customers.Add(mara with
            {
                CustomerId = order.CustomerId,
                Email = $"mara.olsen.{number}@example.com",
                PaymentMethods = [.. mara.PaymentMethods
                    .Where(method => method.PaymentMethodId == delivered.PaymentHistory[0].PaymentMethodId)
                    .Select(method => method with { CustomerId = order.CustomerId })],
                Orders = [delivered with { CustomerId = order.CustomerId, OrderId = order.OrderId, Sequence = 1 }],
            });
            added.Add(order);
        }

        await db.SaveChangesAsync();
        _customers += count;
        return added;
    }

    /// <summary>Sees to it that every order was returned, once, by one call, and that nothing else was.</summary>
    /// <exception cref="InvalidOperationException">It was not: what was measured is worth nothing.</exception>
    public async Task VerifyReturnedAsync(IReadOnlyCollection<ShopOrder> orders)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var returned = await db.Returns.Where(r => r.Tenant == Tenant).Select(r => r.OrderId).ToListAsync();
        var effects = await db.ToolEffects.CountAsync(effect => effect.Tenant == Tenant);
        var ours = returned.ToHashSet(StringComparer.Ordinal);
        if (returned.Count != orders.Count || effects != orders.Count || orders.Any(order => !ours.Contains(order.OrderId)))
        {
            throw new InvalidOperationException($"{orders.Count} orders were to be returned; {returned.Count} returns are booked, by {effects} calls.");
        }
    }
}
