using Agent.Processes.Persistence;
using Agent.Processes.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Search;

/// <summary>Adds up what was counted.</summary>
internal sealed class InsightReader(IDbContextFactory<AgentDbContext> contexts)
{
    public async Task<Insight> ReadAsync(string tenant, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var begun = await BegunAsync(context, tenant, from, to, cancellationToken);
        var measures = await context.Measures.AsNoTracking().Where(m => m.Tenant == tenant && m.Day >= from && m.Day <= to)
            .GroupBy(m => new { m.Kind, m.Name, m.Bucket }).Select(group => new { group.Key.Kind, group.Key.Name, group.Key.Bucket, Count = group.Sum(m => m.Count) })
            .ToListAsync(cancellationToken);
        var (since, until) = (Midnight(from).UtcDateTime, Midnight(to.AddDays(1)).UtcDateTime);
        var ratings = await context.Feedback.Where(f => f.Tenant == tenant && f.GivenAt >= since && f.GivenAt < until)
            .GroupBy(f => f.Rating).Select(group => new { group.Key, Count = group.LongCount() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var days = begun.ToLookup(line => from.AddDays(line.Day - 1));
        var guardrail = measures.Where(m => m.Kind == MeasureKinds.Guardrail).ToLookup(m => m.Name, m => m.Count);
        return new(
            [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day => new InsightDay(
                day, days[day].Sum(line => line.Count), days[day].Sum(line => line.Escalated), days[day].Sum(line => line.Completed)))],
            [.. begun.GroupBy(line => line.Category).Select(group => new InsightCategory(
                group.Key, group.Sum(line => line.Count), group.Sum(line => line.Escalated), group.Sum(line => line.Completed), group.Sum(line => line.Cost), group.Sum(line => line.Input),
                group.Sum(line => line.Output))).OrderByDescending(category => category.Conversations)],
            [.. measures.Where(m => m.Kind == MeasureKinds.Step).GroupBy(m => m.Name).Select(group => new InsightDuration(
                group.Key, group.Sum(m => m.Count), DurationBuckets.Percentile(group.Select(m => (m.Bucket, m.Count)), 0.5),
                DurationBuckets.Percentile(group.Select(m => (m.Bucket, m.Count)), 0.95))).OrderByDescending(step => step.P95Ms)],
            [.. measures.Where(m => m.Kind == MeasureKinds.Tool).GroupBy(m => m.Name).Select(group => new InsightTool(
                group.Key, group.Sum(m => m.Count), group.Where(m => m.Bucket == 1).Sum(m => m.Count))).OrderByDescending(tool => tool.Calls)],
            await WaitsAsync(context, tenant, since, until, cancellationToken),
            guardrail[MeasureKinds.Allowed].Sum(), guardrail[MeasureKinds.Blocked].Sum(),
            ratings.GetValueOrDefault(FeedbackRating.Up), ratings.GetValueOrDefault(FeedbackRating.Down));
    }

    /// <summary>
    /// Conversations by day and category, from their digests alone: a join with the conversations would read both tables whole. Ids begin with the time, so
    /// the day is found among the first ids of the days. A conversation ends with a checkpoint, and its digest knows of it a moment later.
    /// </summary>
    private static Task<List<Begun>> BegunAsync(AgentDbContext context, string tenant, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        string[] starts = [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 2).Select(day => PublicId.FirstConversationOf(Midnight(from.AddDays(day))))];
        return context.Database.SqlQuery<Begun>(
            $"""
            SELECT width_bucket(conversation_id, {starts}) AS "Day", category AS "Category", count(*)::int AS "Count", count(*) FILTER (WHERE escalated)::int AS "Escalated",
                count(*) FILTER (WHERE status = 'completed' AND NOT escalated)::int AS "Completed",
                sum(cost_usd) AS "Cost", sum(input_tokens)::bigint AS "Input", sum(output_tokens)::bigint AS "Output"
            FROM agent.digests
            WHERE tenant = {tenant} AND NOT sandbox AND conversation_id >= {starts[0]} AND conversation_id < {starts[^1]}
            GROUP BY 1, 2
            """).ToListAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<InsightDuration>> WaitsAsync(
        AgentDbContext context, string tenant, DateTime from, DateTime before, CancellationToken cancellationToken)
    {
        var waits = await context.Database.SqlQuery<Wait>(
            $"""
            SELECT approver AS "Name", count(*) AS "Count",
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - requested_at) * 1000) AS "Median",
                percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - requested_at) * 1000) AS "P95"
            FROM agent.approvals a
            WHERE tenant = {tenant} AND status IN ('approved', 'denied') AND approver IN ('customer', 'operator') AND requested_at >= {from} AND requested_at < {before}
                AND NOT EXISTS (SELECT 1 FROM agent.conversations c WHERE c.tenant = a.tenant AND c.id = a.conversation_id AND c.sandbox)
            GROUP BY approver ORDER BY approver
            """).ToListAsync(cancellationToken);
        return [.. waits.Select(wait => new InsightDuration(wait.Name, wait.Count, wait.Median, wait.P95))];
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Counted from 1.</summary>
    private sealed record Begun(int Day, string? Category, int Count, int Escalated, int Completed, decimal Cost, long Input, long Output);

    private sealed record Wait(string Name, long Count, double Median, double P95);
}
