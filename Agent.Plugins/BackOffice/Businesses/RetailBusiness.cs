using System.Text.Json.Nodes;
using Agent.Plugins.BackOffice.Import;
using Agent.Plugins.BackOffice.Scratch;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>A shop: customers, products and orders.</summary>
internal sealed class RetailBusiness(BackOfficeImport import) : IBusiness
{
    private const string ChangedOrders = "SELECT order_id FROM backoffice.orders WHERE tenant = $1 AND age(xmin) < age($2)";

    private const string ChangedCustomers = """
        SELECT customer_id FROM backoffice.customers WHERE tenant = $1 AND age(xmin) < age($2)
        UNION SELECT customer_id FROM backoffice.payment_methods WHERE tenant = $1 AND age(xmin) < age($2)
        """;

    private const string RestoreCustomers = """
        UPDATE backoffice.customers c
           SET address1 = f.address1, address2 = f.address2, city = f.city, country = f.country, state = f.state, zip = f.zip
          FROM backoffice.customers f
         WHERE c.tenant = $2 AND age(c.xmin) < age($3) AND f.tenant = $1 AND f.customer_id = c.customer_id
        """;

    private const string RestorePaymentMethods = """
        UPDATE backoffice.payment_methods p SET balance_minor = f.balance_minor FROM backoffice.payment_methods f
         WHERE p.tenant = $2 AND age(p.xmin) < age($3) AND f.tenant = $1 AND f.customer_id = p.customer_id AND f.payment_method_id = p.payment_method_id
        """;

    // Store credit makes a payment method that the original may not have.
    private const string RemoveNewPaymentMethods = """
        DELETE FROM backoffice.payment_methods p WHERE p.tenant = $2 AND NOT EXISTS (
            SELECT FROM backoffice.payment_methods f WHERE f.tenant = $1 AND f.customer_id = p.customer_id AND f.payment_method_id = p.payment_method_id)
        """;

    // In the order of their references. A return that is under way belongs to its order.
    private static readonly string[] s_tables = ["products", "product_variants", "customers", "payment_methods", "orders", "returns"];

    public string Format => "tau-retail";

    public IReadOnlyList<string> Files => TauRetailFolder.Files;

    public IReadOnlyList<StatePart> Parts { get; } =
    [
        new("changed_orders", ChangedOrders, ReadOrdersAsync) { Incidental = ["tier", "user_id"] },
        new("changed_users", ChangedCustomers, ReadCustomersAsync) { Incidental = ["tier", "user_id"] },
    ];

    public string ScratchTenants => """
        SELECT tenant FROM backoffice.products WHERE tenant >= '~replay:' AND tenant < '~replay;'
        UNION SELECT tenant FROM backoffice.customers WHERE tenant >= '~replay:' AND tenant < '~replay;'
        """;

    public async Task<string> ImportAsync(string folder, string tenant, CancellationToken cancellationToken)
    {
        var imported = await import.RunAsync(folder, tenant, cancellationToken);
        return $"{imported.Customers} customers, {imported.Orders} orders and {imported.Products} products";
    }

    public Task<bool> ExistsAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken) => db.Customers.AnyAsync(c => c.Tenant == tenant, cancellationToken);

    public Task<Dictionary<string, string>> OwnersAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken) =>
        db.Orders.Where(o => o.Tenant == tenant).ToDictionaryAsync(o => o.OrderId, o => o.CustomerId, cancellationToken);

    public string? CaseIn(JsonObject arguments) => arguments["order_id"] is JsonValue value && value.TryGetValue<string>(out var order) ? OrderReader.NormalizeId(order) : null;

    public IEnumerable<NpgsqlBatchCommand> Copy(string from, string to) => s_tables.Select(table => ScratchSql.CopyMissing(table, from, to));

    public IEnumerable<NpgsqlBatchCommand> Restore(string from, string to, uint mark) =>
    [
        ScratchSql.Clear("returns", to),
        ScratchSql.Clear("refunds", to),
        ScratchSql.Command(RestoreCustomers, from, to, mark),
        ScratchSql.Command(RestorePaymentMethods, from, to, mark),
        ScratchSql.Command(RemoveNewPaymentMethods, from, to),
        ScratchSql.RemoveChanged("orders", to, mark),
        ScratchSql.CopyMissing("orders", from, to),
        ScratchSql.CopyMissing("returns", from, to),
    ];

    public IEnumerable<NpgsqlBatchCommand> Drop(string tenant) => s_tables.Append("refunds").Reverse().Select(table => ScratchSql.Clear(table, tenant));

    private static async Task<List<StateRow>> ReadOrdersAsync(BackOfficeDbContext db, IReadOnlyList<string> tenants, List<string> ids, CancellationToken cancellationToken) =>
        [.. (await db.Orders.Where(o => tenants.Contains(o.Tenant) && ids.Contains(o.OrderId)).Include(o => o.Return).ToListAsync(cancellationToken))
            .Select(order => new StateRow(order.OrderId, order.Tenant, OrderDetails.ToText(order)))];

    private static async Task<List<StateRow>> ReadCustomersAsync(BackOfficeDbContext db, IReadOnlyList<string> tenants, List<string> ids, CancellationToken cancellationToken) =>
        [.. (await db.Customers.Where(c => tenants.Contains(c.Tenant) && ids.Contains(c.CustomerId))
                .Include(c => c.PaymentMethods).Include(c => c.Orders.OrderBy(o => o.Sequence)).ToListAsync(cancellationToken))
            .Select(customer => new StateRow(customer.CustomerId, customer.Tenant, CustomerDetails.ToText(customer, [.. customer.Orders.Select(o => o.OrderId)])))];
}
