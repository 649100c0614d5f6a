using System.Globalization;
using System.Text.Json.Nodes;
using Agent.Host.Database;
using Agent.Host.Security.Audit;
using Agent.Processes;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.Extensions.Options;

namespace Agent.Host.Privacy;

/// <summary>
/// Removes what is kept beside conversations once it is older than its class allows: records of tool calls, deliveries to webhooks, what came and went in Teams, and the oldest rows of the audit log. Every replica does it, in the hours
/// in which data is removed, in small transactions that pass over each other's rows.
/// </summary>
internal sealed partial class ClassRetention(
    TenantDatabase database, AuditRetention audit, IRetention retention, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<ClassRetention> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    private static readonly (string Name, string Table, EdgeSweep Remove)[] s_classes =
    [
        (nameof(RetentionOptions.ToolAudit), "backoffice.tool_audit", EdgeSweep.RetentionToolAudit),
        (nameof(RetentionOptions.Webhooks), "webhooks.deliveries", EdgeSweep.RetentionDeliveries),
        (nameof(RetentionOptions.Teams), "teams.outbox", EdgeSweep.RetentionOutbox),
        (nameof(RetentionOptions.Teams), "teams.activities", EdgeSweep.RetentionActivities),
    ];

    /// <summary>Goes once through everything.</summary>
    /// <returns>Rows removed, by table.</returns>
    internal async Task<IReadOnlyDictionary<string, int>> RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, int> removed = new(StringComparer.Ordinal);
        foreach (var (name, table, remove) in s_classes)
        {
            if (!await database.HasTableAsync(table, cancellationToken))
                continue; // the tools are in a tool server
            var (days, own) = (Days(DefaultOf(name)!.Value), OwnOf(name));
            int rows;
            do
            {
                rows = await database.ExecuteAsync(remove, cancellationToken, days, own, AtOnce);
                removed[table] = removed.GetValueOrDefault(table) + rows;
            }
            while (rows == AtOnce && retention.MayRemove);
        }

        if (await audit.RunAsync(cancellationToken) is > 0 and var acts)
            removed["security.audit"] = (int)Math.Min(acts, int.MaxValue);
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = s_look;
            try
            {
                if (retention.MayRemove)
                {
                    var removed = await RunAsync(stoppingToken);
                    if (removed.Values.Sum() > 0)
                        LogRemoved(string.Join(", ", removed.Where(table => table.Value > 0).Select(table => $"{table.Value} of {table.Key}")));
                    pause = options.Value.Interval;
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotRemoved(exception.Message); // the next look tries again
            }

            await Task.Delay(pause, clock, stoppingToken);
        }
    }

    /// <summary>$1 days for everybody, $2 days by tenant, $3 limit.</summary>
    internal static string Remove(string table, string time, string condition) =>
        $"""
        DELETE FROM {table} WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM {table} t WHERE {condition} AND {time} < now() - make_interval(secs => coalesce(($2::jsonb ->> t.tenant)::double precision, $1) * 86400)
            LIMIT $3 FOR UPDATE SKIP LOCKED))
        """;

    private TimeSpan? DefaultOf(string name) => name switch
    {
        nameof(RetentionOptions.ToolAudit) => options.Value.ToolAudit,
        nameof(RetentionOptions.Webhooks) => options.Value.Webhooks,
        _ => options.Value.Teams,
    };

    private string OwnOf(string name)
    {
        var own = new JsonObject();
        foreach (var (tenant, times) in options.Value.Tenants)
        {
            if ((name switch { nameof(RetentionOptions.ToolAudit) => times.ToolAudit, nameof(RetentionOptions.Webhooks) => times.Webhooks, _ => times.Teams }) is { } time)
                own[tenant] = Days(time).ToString(CultureInfo.InvariantCulture);
        }

        return own.ToJsonString();
    }

    private static double Days(TimeSpan time) => time.TotalDays;

    [LoggerMessage(EventId = 1721, Level = LogLevel.Information, Message = "Retention removed {What}")]
    private partial void LogRemoved(string what);

    [LoggerMessage(EventId = 1572, Level = LogLevel.Warning, Message = "Retention could not look through what is kept beside conversations: {Reason}")]
    private partial void LogNotRemoved(string reason);
}
