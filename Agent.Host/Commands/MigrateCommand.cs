using Agent.Host.Database;

namespace Agent.Host.Commands;

/// <summary>Brings the database up to date and ends.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        return 0;
    }
}
