using System.Text.Json.Nodes;
using Agent.Plugins.Customers;
using Agent.Plugins.Orders;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Plugins.BackOffice.Scratch;

/// <summary>
/// A copy of a shop under a tenant of its own, for one conversation after another: what one of them changed is put back before the next, which takes a
/// hundredth of the time of another copy. It serves one caller at a time.
/// </summary>
public sealed class ScratchShop
{
    // Ours alone, or in the key already: no part of a state that is compared with that of another system.
    private static readonly string[] s_ours = ["tier", "user_id"];

    private readonly NpgsqlDataSource _database;
    private readonly IDbContextFactory<BackOfficeDbContext> _contexts;
    private readonly string _base;
    private readonly IReadOnlyDictionary<string, string> _owners;
    private uint _mark;

    internal ScratchShop(
        NpgsqlDataSource database, IDbContextFactory<BackOfficeDbContext> contexts, string original, string tenant, IReadOnlyDictionary<string, string> owners) =>
        (_database, _contexts, _base, Tenant, _owners) = (database, contexts, original, tenant, owners);

    /// <summary>The tenant whose shop this is; tools are called in it.</summary>
    public string Tenant { get; }

    /// <summary>
    /// On whose behalf a call that was recorded elsewhere is made. Other systems ask for nobody's identity, our tools do: the customer the arguments name,
    /// the owner of the order they name, or else <paramref name="customer"/>; nobody for a tool that finds out who somebody is.
    /// </summary>
    public string? CustomerOf(string tool, JsonObject arguments, string customer)
    {
        if (tool.StartsWith("find_user_id_", StringComparison.Ordinal))
        {
            return null;
        }

        return TextOf(arguments, "user_id") ?? (TextOf(arguments, "order_id") is { } order ? _owners.GetValueOrDefault(OrderReader.NormalizeId(order)) : null) ?? customer;
    }

    /// <summary>What differs from the fresh shop: <c>changed_orders</c> and <c>changed_users</c>, by id the top-level fields with their values now.</summary>
    public async Task<JsonObject> ChangesAsync(CancellationToken cancellationToken = default)
    {
        var orders = await IdsAsync(ScratchSql.ChangedOrders, cancellationToken);
        var customers = await IdsAsync(ScratchSql.ChangedCustomers, cancellationToken);
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return new JsonObject
        {
            ["changed_orders"] = Changed(await OrdersAsync(db, orders, cancellationToken)),
            ["changed_users"] = Changed(await CustomersAsync(db, customers, cancellationToken)),
        };
    }

    /// <summary>Makes the shop as fresh as it was.</summary>
    public Task RestoreAsync(CancellationToken cancellationToken = default) => WriteAsync(ScratchSql.Restore(_base, Tenant, _mark), cancellationToken);

    internal Task FillAsync(CancellationToken cancellationToken) => WriteAsync(ScratchSql.Copy(_base, Tenant), cancellationToken);

    private async Task WriteAsync(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        // One batch is one transaction: all its rows get the same xmin, which is the new mark.
        await using var batch = _database.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(new(ScratchSql.Mark));
        _mark = (uint)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<string>> IdsAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Tenant });
        command.Parameters.Add(new() { Value = _mark, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    private async Task<List<(string Id, string Tenant, string Text)>> OrdersAsync(BackOfficeDbContext db, List<string> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : [.. (await db.Orders.Where(o => (o.Tenant == Tenant || o.Tenant == _base) && ids.Contains(o.OrderId)).Include(o => o.Return).ToListAsync(cancellationToken))
            .Select(order => (order.OrderId, order.Tenant, OrderDetails.ToText(order)))];

    private async Task<List<(string Id, string Tenant, string Text)>> CustomersAsync(BackOfficeDbContext db, List<string> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : [.. (await db.Customers.Where(c => (c.Tenant == Tenant || c.Tenant == _base) && ids.Contains(c.CustomerId))
                .Include(c => c.PaymentMethods).Include(c => c.Orders.OrderBy(o => o.Sequence)).ToListAsync(cancellationToken))
            .Select(customer => (customer.CustomerId, customer.Tenant, CustomerDetails.ToText(customer, [.. customer.Orders.Select(o => o.OrderId)])))];

    private JsonObject Changed(List<(string Id, string Tenant, string Text)> rows)
    {
        var fresh = rows.Where(row => row.Tenant == _base).ToDictionary(row => row.Id, row => JsonNode.Parse(row.Text)!.AsObject());
        var changed = new JsonObject();
        foreach (var (id, _, text) in rows.Where(row => row.Tenant == Tenant).OrderBy(row => row.Id, StringComparer.Ordinal))
        {
            var before = fresh.GetValueOrDefault(id);
            var fields = JsonNode.Parse(text)!.AsObject()
                .Where(field => !s_ours.Contains(field.Key) && CanonicalState.Of(field.Value) != CanonicalState.Of(before?[field.Key]))
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())).ToList();
            if (fields.Count > 0)
            {
                changed[id] = new JsonObject(fields);
            }
        }

        return changed;
    }

    private static string? TextOf(JsonObject arguments, string name) => arguments[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
