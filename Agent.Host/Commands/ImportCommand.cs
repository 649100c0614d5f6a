using Agent.Host.Database;
using Agent.Plugins.BackOffice;

namespace Agent.Host.Commands;

/// <summary>Loads a shop from a folder into an empty tenant and ends.</summary>
internal static class ImportCommand
{
    /// <summary>The formats there are: the data folders of public τ-bench domains. Each is also the name of the tenant when none is given.</summary>
    public static readonly string[] Formats = ["tau-retail", "tau-airline"];

    public static async Task<int> RunAsync(string format, string folder, string tenant)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        var imported = await app.Services.GetRequiredService<BackOfficeDatabase>().ImportAsync(format, folder, tenant);
        await Console.Out.WriteLineAsync($"Imported {imported} into the tenant '{tenant}'.");
        return 0;
    }
}
