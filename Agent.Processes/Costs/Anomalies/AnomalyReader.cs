using Agent.Processes.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Costs.Anomalies;

/// <summary>Reads what <see cref="AnomalyFinder"/> has stored.</summary>
internal sealed class AnomalyReader(IDbContextFactory<AgentDbContext> contexts) : IAnomalies
{
    public async Task<IReadOnlyList<AnomalyView>> ListAsync(string tenant, DateOnly from, DateOnly to, int limit, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Anomalies.AsNoTracking()
            .Where(a => a.Tenant == tenant && a.Day >= from && a.Day <= to)
            .OrderByDescending(a => a.FoundAt).ThenBy(a => a.Scope).ThenBy(a => a.Subject).ThenBy(a => a.Measure)
            .Take(limit)
            .Select(a => new AnomalyView(a.Scope, a.Subject, a.Day, a.Measure, a.Value, a.Usual, a.RangeEnd, a.Samples, a.Cause, new DateTimeOffset(a.FoundAt, TimeSpan.Zero)))
            .ToListAsync(cancellationToken);
    }
}
