using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Processes.Persistence;

/// <summary>Brings the conversations' database into shape; what the host calls at start.</summary>
public sealed class ConversationDatabase
{
    private readonly DbContextOptions<AgentDbContext> _options;

    internal ConversationDatabase(NpgsqlDataSource direct)
    {
        var options = new DbContextOptionsBuilder<AgentDbContext>();
        AgentProcesses.Configure(options, direct);
        _options = options.Options;
    }

    /// <summary>Applies the migrations that are missing. Harmless to repeat; the caller sees to it that only one replica does it at a time.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = new AgentDbContext(_options);
        await db.Database.MigrateAsync(cancellationToken);
    }
}
