using Agent.Processes.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime.Storage;

/// <summary>A stretch of a conversation, and the conversation whose rows hold it. An ordinary conversation is one stretch, its own.</summary>
/// <param name="ConversationId">Whose rows.</param>
/// <param name="After">It begins behind this superstep.</param>
/// <param name="Upto">Its last superstep.</param>
/// <param name="AfterTurn">Its inputs begin behind this one.</param>
/// <param name="UptoTurn">Its last input.</param>
/// <param name="UptoEvent">Its last event.</param>
internal sealed record HistoryStretch(string ConversationId, int After, int Upto, int AfterTurn, int UptoTurn, long UptoEvent)
{
    /// <summary>Its checkpoints. The last one may go on behind it: see <see cref="ConversationHistory"/>.</summary>
    public IQueryable<CheckpointEntity> Checkpoints(AgentDbContext context, string tenant) => context.Checkpoints.AsNoTracking()
        .Where(c => c.Tenant == tenant && c.ConversationId == ConversationId && c.Number > After && c.Number <= Upto);

    /// <summary>Its inputs.</summary>
    public IQueryable<InputEntity> Inputs(AgentDbContext context, string tenant) => context.Inbox.AsNoTracking()
        .Where(i => i.Tenant == tenant && i.ConversationId == ConversationId && i.Number > AfterTurn && i.Number <= UptoTurn);
}
