using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Recovery.Retention;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Execution;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Telemetry;

/// <summary>
/// Looks now and then how many customers come back: a conversation begun within seven days of another is often the same trouble, not solved. Only while somebody
/// collects metrics, and from what the search keeps anyway: a turn pays nothing for it.
/// </summary>
internal sealed partial class RepeatContacts(TenantDatabase database, TimeProvider clock, ILogger<RepeatContacts> logger) : BackgroundService
{
    /// <summary>
    /// Ids begin with the time their conversation was begun, so both "in the last day" and "in the week before" are ranges of an index. Guests are nobody in
    /// particular. $1 the first id of the day, $2 the first that may be an earlier contact.
    /// </summary>
    public const string Look =
        $"""
        SELECT count(*), count(*) FILTER (WHERE again) FROM ({RetentionSql.Tenants}) t CROSS JOIN LATERAL (
            SELECT EXISTS (
                SELECT FROM agent.digests e JOIN agent.conversations p ON p.tenant = e.tenant AND p.id = e.conversation_id
                WHERE e.tenant = d.tenant AND e.customer_id = d.customer_id AND e.conversation_id >= $2 AND e.conversation_id < d.conversation_id
                    AND NOT e.sandbox AND p.forked_from IS NULL AND p.created_at > c.created_at - interval '7 days') AS again
            FROM agent.digests d JOIN agent.conversations c ON c.tenant = d.tenant AND c.id = d.conversation_id
            WHERE d.tenant = t.tenant AND d.conversation_id >= $1 AND d.customer_id <> 'guest' AND NOT d.sandbox AND c.forked_from IS NULL
        ) contacts
        """;

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_untilHeard = TimeSpan.FromSeconds(1);
    private static RepeatContacts? s_current;
    private readonly TimeProvider _clock = StepClock.RealOf(clock);
    private (double All, double Repeated)? _seen;

    static RepeatContacts()
    {
        RuntimeMetrics.Observe("agent.contacts", "{conversation}", "Conversations that known customers began in the last 24 hours", () => s_current?._seen?.All);
        RuntimeMetrics.Observe("agent.contacts.repeated", "{conversation}", "Those whose customer had begun another in the seven days before", () => s_current?._seen?.Repeated);
    }

    /// <summary>Counts the conversations of the last day, and those of them that were not the customer's first within seven days.</summary>
    public async Task<(long All, long Repeated)> CountAsync(CancellationToken cancellationToken)
    {
        var day = _clock.GetUtcNow().AddDays(-1);
        await using var command = database.Across(Sweep.MetricsContacts, Text(PublicId.FirstConversationOf(day)), Text(PublicId.FirstConversationOf(day.AddDays(-7))));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        s_current = this;
        using var timer = new PeriodicTimer(s_untilHeard, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = RuntimeMetrics.TurnDuration.Enabled ? s_pause : s_untilHeard;
            if (!RuntimeMetrics.TurnDuration.Enabled)
            {
                continue;
            }

            try
            {
                _seen = await CountAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _seen = null; // An old number would look like a new one.
                LogNotSeen(exception.Message);
            }
        }
    }

    [LoggerMessage(EventId = 1112, Level = LogLevel.Debug, Message = "Customers who come back could not be counted: {Reason}")]
    private partial void LogNotSeen(string reason);
}
