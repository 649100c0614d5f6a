using System.Text;
using Agent.Processes.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime.Storage.Payloads;

/// <summary>Reads rows whole: with the texts that are stored beside them.</summary>
internal static class PayloadQueries
{
    /// <summary>
    /// Runs a query over checkpoints and puts the large texts back. Only when one was taken out does that cost another round trip. Nobody reads a
    /// checkpoint's documents without it.
    /// </summary>
    /// <param name="query">Rows of one tenant; not tracked, since they are changed in memory.</param>
    /// <param name="context">Where the query came from.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<List<T>> ToFilledListAsync<T>(this IQueryable<T> query, AgentDbContext context, string tenant, CancellationToken cancellationToken)
        where T : IPayloadHolder
    {
        var rows = await query.ToListAsync(cancellationToken);
        var holders = rows.Where(row => row.PayloadHashes is not null).ToList();
        if (holders.Count == 0)
        {
            return rows;
        }

        var conversations = holders.Select(holder => holder.ConversationId).Distinct().ToList();
        var hashes = holders.SelectMany(holder => holder.PayloadHashes!).DistinctBy(Convert.ToHexString).ToList();
        var payloads = await context.Payloads.AsNoTracking()
            .Where(p => p.Tenant == tenant && conversations.Contains(p.ConversationId) && hashes.Contains(p.Hash))
            .Select(p => new { p.ConversationId, p.Hash, p.Body }).ToListAsync(cancellationToken);
        var texts = payloads.ToDictionary(payload => (payload.ConversationId, Convert.ToHexString(payload.Hash)), payload => Encoding.UTF8.GetBytes(payload.Body));
        foreach (var holder in holders)
        {
            holder.Fill([.. holder.PayloadHashes!.Select(hash => texts.GetValueOrDefault((holder.ConversationId, Convert.ToHexString(hash))))]);
        }

        return rows;
    }
}
