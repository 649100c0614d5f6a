using System.Text.Json.Nodes;
using Agent.Plugins.BackOffice.Businesses;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Plugins.BackOffice.Scratch;

/// <summary>
/// A copy of a shop, or of another business, under a tenant of its own, for one conversation after another: what one of them changed is put back before the
/// next, which takes a hundredth of the time of another copy. It serves one caller at a time.
/// </summary>
public sealed class ScratchShop
{
    private readonly NpgsqlDataSource _database;
    private readonly IDbContextFactory<BackOfficeDbContext> _contexts;
    private readonly IBusiness _business;
    private readonly string _base;
    private readonly IReadOnlyDictionary<string, string> _owners;
    private uint _mark;

    internal ScratchShop(
        NpgsqlDataSource database, IDbContextFactory<BackOfficeDbContext> contexts, IBusiness business, string original, string tenant, IReadOnlyDictionary<string, string> owners) =>
        (_database, _contexts, _business, _base, Tenant, _owners) = (database, contexts, business, original, tenant, owners);

    /// <summary>The tenant whose shop this is; tools are called in it.</summary>
    public string Tenant { get; }

    /// <summary>What <see cref="ChangesAsync"/> says while nothing has changed.</summary>
    public JsonObject NoChanges => new(_business.Parts.Select(part => KeyValuePair.Create(part.Name, (JsonNode?)new JsonObject())));

    /// <summary>
    /// On whose behalf a call that was recorded elsewhere is made. Other systems ask for nobody's identity, our tools do: the customer the arguments name,
    /// the owner of the order or other case they name, or else <paramref name="customer"/>; nobody for a tool that finds out who somebody is.
    /// </summary>
    public string? CustomerOf(string tool, JsonObject arguments, string customer)
    {
        if (tool.StartsWith("find_user_id_", StringComparison.Ordinal))
        {
            return null;
        }

        return TextOf(arguments, "user_id") ?? (_business.CaseIn(arguments) is { } named ? _owners.GetValueOrDefault(named) : null) ?? customer;
    }

    /// <summary>What differs from the fresh shop: for each part, such as <c>changed_orders</c>, by id the top-level fields with their values now.</summary>
    public async Task<JsonObject> ChangesAsync(CancellationToken cancellationToken = default)
    {
        var changes = new JsonObject();
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        foreach (var part in _business.Parts)
        {
            var ids = await IdsAsync(part.ChangedSql, cancellationToken);
            changes[part.Name] = Changed(part, ids.Count == 0 ? [] : await part.ReadAsync(db, [Tenant, _base], ids, cancellationToken));
        }

        return changes;
    }

    /// <summary>Makes the shop as fresh as it was.</summary>
    public Task RestoreAsync(CancellationToken cancellationToken = default) =>
        WriteAsync([.. ScratchSql.RestoreShared(Tenant), .. _business.Restore(_base, Tenant, _mark)], cancellationToken);

    internal Task FillAsync(CancellationToken cancellationToken) => WriteAsync([.. _business.Copy(_base, Tenant), ScratchSql.CopyShared(_base, Tenant)], cancellationToken);

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

    private JsonObject Changed(StatePart part, List<StateRow> rows)
    {
        var fresh = rows.Where(row => row.Tenant == _base).ToDictionary(row => row.Id, row => JsonNode.Parse(row.Text)!.AsObject());
        var changed = new JsonObject();
        foreach (var row in rows.Where(row => row.Tenant == Tenant).OrderBy(row => row.Id, StringComparer.Ordinal))
        {
            var before = fresh.GetValueOrDefault(row.Id);
            var fields = JsonNode.Parse(row.Text)!.AsObject()
                .Where(field => !part.Incidental.Contains(field.Key) && CanonicalState.Of(field.Value) != CanonicalState.Of(before?[field.Key]))
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())).ToList();
            if (fields.Count > 0)
            {
                changed[row.Id] = new JsonObject(fields);
            }
        }

        return changed;
    }

    private static string? TextOf(JsonObject arguments, string name) => arguments[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
