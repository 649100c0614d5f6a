using System.Data.Common;
using Agent.Host.Database;
using Agent.Host.Security.People;
using Agent.Processes;
using Agent.Processes.Persistence.Tenancy;
using Npgsql;

namespace Agent.Host.Security.Audit;

/// <summary>
/// Brings the calls that change something into the audit log of their tenant. They wait in a table of the back office, written by the transaction of their effect, so no call waits for the log. Every
/// replica does it; what one takes, others pass over.
/// </summary>
internal sealed partial class ToolActs(AuditStore store, CustomerKeys keys, TenantDatabase database, TimeProvider clock, ILogger<ToolActs> logger, ITenantWall? wall = null) : BackgroundService
{
    private const int AtOnce = 200;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Looks once.</summary>
    /// <returns>How many acts are in the log now that were not.</returns>
    internal async Task<int> MoveAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        foreach (var tenant in await FindTenantsAsync(cancellationToken))
        {
            try
            {
                int taken;
                do
                {
                    taken = await store.MoveAsync(tenant, transaction => TakeAsync(tenant, transaction, cancellationToken), cancellationToken);
                    moved += taken;
                }
                while (taken == AtOnce);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogWaiting(exception, tenant); // nothing is lost, and other tenants do not wait
            }
        }

        return moved;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await MoveOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task MoveOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await MoveAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotFound(exception.Message); // the next look tries again
        }
    }

    /// <summary>None where the back office is on another database, behind a tool server: the log of its calls is there.</summary>
    private async Task<List<string>> FindTenantsAsync(CancellationToken cancellationToken)
    {
        if (!await database.HasTableAsync("backoffice.tool_acts", cancellationToken))
            return [];
        return await database.Create(EdgeSweep.ToolActTenants).ReadAsync(row => row.GetString(0), cancellationToken);
    }

    private async Task<IReadOnlyList<AuditEntry>> TakeAsync(string tenant, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var (connection, own) = ((NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
        bool hasConversations;
        // The first statement of the transaction: what follows in it is bound to the tenant as well.
        await using (var first = new NpgsqlBatch(connection, own))
        {
            var bind = wall?.Bind(tenant);
            if (bind is not null)
                first.BatchCommands.Add(bind);
            first.BatchCommands.Add(new(ToolActsSql.HasConversations));
            await using var answer = await first.ExecuteReaderAsync(cancellationToken);
            if (bind is not null)
                await answer.NextResultAsync(cancellationToken);
            hasConversations = await answer.ReadAsync(cancellationToken) && answer.GetBoolean(0);
        }

        List<ToolAct> acts = [];
        await using (var take = new NpgsqlCommand(ToolActsSql.Take(hasConversations), connection, own) { Parameters = { new() { Value = tenant }, new() { Value = AtOnce } } })
        await using (var reader = await take.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                acts.Add(ToolAct.Read(reader));
        }

        List<AuditEntry> entries = [];
        foreach (var act in acts)
            entries.Add(act.ToEntry(tenant, await SealAsync(tenant, act, $"{Roles.Customer}:{act.CustomerId}", cancellationToken), await SealAsync(tenant, act, act.Arguments, cancellationToken)));
        return entries;
    }

    /// <summary>What is about a customer stands in the log as they do. Of a call for nobody in particular, arguments may be anybody's words: they are left out.</summary>
    private async ValueTask<string?> SealAsync(string tenant, ToolAct act, string? text, CancellationToken cancellationToken) =>
        act.CustomerId is { } customer && text is not null ? await keys.SealTextAsync(tenant, customer, text, cancellationToken) : null;

    [LoggerMessage(EventId = 1426, Level = LogLevel.Error, Message = "Tool calls of {Tenant} wait to be written into the audit log")]
    private partial void LogWaiting(Exception exception, string tenant);

    [LoggerMessage(EventId = 1427, Level = LogLevel.Warning, Message = "Tool calls that are to be in the audit log could not be looked for: {Reason}")]
    private partial void LogNotFound(string reason);
}
