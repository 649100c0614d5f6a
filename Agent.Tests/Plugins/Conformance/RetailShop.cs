using System.Text.Json.Nodes;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.Conformance;

/// <summary>
/// A freshly imported retail database for every conversation: imported once, copied once, and after each conversation the rows it wrote are put
/// back, which takes a hundredth of the time of another import.
/// </summary>
internal sealed class RetailShop : IAsyncDisposable
{
    public const string Tenant = "retail";
    private const string Fresh = "fresh";

    // PostgreSQL's xmin tells a row that was written since from one that was not.
    private const string Restore = """
        DELETE FROM backoffice.returns WHERE tenant = 'retail';
        DELETE FROM backoffice.tickets WHERE tenant = 'retail';
        DELETE FROM backoffice.tool_effects WHERE tenant = 'retail';
        UPDATE backoffice.customers c
           SET address1 = f.address1, address2 = f.address2, city = f.city, country = f.country, state = f.state, zip = f.zip
          FROM backoffice.customers f
         WHERE c.tenant = 'retail' AND c.xmin::text <> @copied AND f.tenant = 'fresh' AND f.customer_id = c.customer_id;
        UPDATE backoffice.payment_methods p SET balance_minor = f.balance_minor FROM backoffice.payment_methods f
         WHERE p.tenant = 'retail' AND p.xmin::text <> @copied AND f.tenant = 'fresh' AND f.customer_id = p.customer_id
           AND f.payment_method_id = p.payment_method_id;
        DELETE FROM backoffice.orders WHERE tenant = 'retail' AND xmin::text <> @copied;
        """;

    private readonly Dictionary<string, JsonNode> _users = RetailRecordings.Read<Dictionary<string, JsonNode>>("tau-retail-db/users.json");
    private readonly Dictionary<string, JsonNode> _orders = RetailRecordings.Read<Dictionary<string, JsonNode>>("tau-retail-db/orders.json");
    private uint _copied;

    private RetailShop(SampleShop shop) => Shop = shop;

    public SampleShop Shop { get; }

    public static async Task<RetailShop> OpenAsync()
    {
        var folder = RetailRecordings.DatabaseFolder;
        var retail = new RetailShop(await SampleShop.OpenAsync(seeded: false));
        await retail.Shop.Database.ImportTauRetailAsync(folder, Fresh);
        await using var batch = retail.Shop.DataSource.CreateBatch(); // one transaction: every row gets the same xmin
        foreach (var table in (string[])["products", "product_variants", "customers", "payment_methods", "orders"])
        {
            var copy = batch.CreateBatchCommand();
            copy.CommandText = CopyMissing(table);
            batch.BatchCommands.Add(copy);
        }

        await batch.ExecuteNonQueryAsync();
        await using var stamp = retail.Shop.DataSource.CreateCommand("SELECT xmin FROM backoffice.orders WHERE tenant = 'retail' LIMIT 1");
        retail._copied = (uint)(await stamp.ExecuteScalarAsync())!;
        return retail;
    }

    /// <summary>Makes the database as fresh as after the import.</summary>
    public async Task RestoreAsync()
    {
        await using var restore = Shop.DataSource.CreateCommand(Restore + CopyMissing("orders"));
        restore.Parameters.AddWithValue("copied", _copied.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await restore.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// On whose behalf a recorded call was made: the recorded tools ask for nobody's identity, ours do. Who may see whose order has tests of its own.
    /// </summary>
    public string? CustomerOf(RetailCall call, string customer) => call.Tool.StartsWith("find_user_id_", StringComparison.Ordinal)
        ? null
        : (string?)call.Arguments["user_id"] ?? (string?)_orders.GetValueOrDefault((string?)call.Arguments["order_id"] ?? "")?["user_id"] ?? customer;

    /// <summary>What differs from the fresh database: by id, the top-level fields with their values now.</summary>
    public async Task<JsonObject> ChangesAsync()
    {
        await using var db = Shop.Read();
        var orders = await db.Orders.Where(o => o.Tenant == Tenant && o.Version != _copied).Include(o => o.Return).ToListAsync();
        var customers = await db.Customers.Where(c => c.Tenant == Tenant && (c.Version != _copied || c.PaymentMethods.Any(p => p.Version != _copied)))
            .Include(c => c.PaymentMethods).Include(c => c.Orders.OrderBy(o => o.Sequence)).ToListAsync();
        return new JsonObject
        {
            ["changed_orders"] = Changed(orders.Select(order => (order.OrderId, OrderDetails.ToText(order))), _orders),
            ["changed_users"] = Changed(customers.Select(customer => (customer.CustomerId, CustomerDetails.ToText(customer, [.. customer.Orders.Select(o => o.OrderId)]))), _users),
        };
    }

    public ValueTask DisposeAsync() => Shop.DisposeAsync();

    private static string CopyMissing(string table) => $$"""
        INSERT INTO backoffice.{{table}}
        SELECT copied.* FROM backoffice.{{table}} original,
               LATERAL jsonb_populate_record(NULL::backoffice.{{table}}, to_jsonb(original) || '{"tenant":"retail"}') copied
         WHERE original.tenant = 'fresh' ON CONFLICT DO NOTHING
        """;

    private static JsonObject Changed(IEnumerable<(string Id, string Now)> rows, Dictionary<string, JsonNode> fresh)
    {
        var changed = new JsonObject();
        foreach (var (id, now) in rows)
        {
            var fields = JsonNode.Parse(now)!.AsObject()
                .Where(field => field.Key is not ("tier" or "user_id") && CanonicalRetail.Of(field.Value) != CanonicalRetail.Of(fresh[id][field.Key]))
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())).ToList();
            if (fields.Count > 0)
            {
                changed[id] = new JsonObject(fields);
            }
        }

        return changed;
    }
}
