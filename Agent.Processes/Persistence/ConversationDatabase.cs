using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Persistence;

/// <summary>Brings the conversations' database into shape; what the host calls at start.</summary>
public sealed class ConversationDatabase
{
    private readonly IDbContextFactory<AgentDbContext> _contexts;

    internal ConversationDatabase(IDbContextFactory<AgentDbContext> contexts) => _contexts = contexts;

    /// <summary>Applies the migrations that are missing. Harmless to repeat; the caller sees to it that only one replica does it at a time.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }
}
