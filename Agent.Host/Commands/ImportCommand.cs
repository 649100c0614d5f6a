using Agent.Host.Database;
using Agent.Plugins.BackOffice;

namespace Agent.Host.Commands;

/// <summary>Loads a shop from a folder into an empty tenant and ends.</summary>
internal static class ImportCommand
{
    /// <summary>The one format there is: the data folder of the public τ-bench retail domain.</summary>
    public const string TauRetail = "tau-retail";

    public static async Task<int> RunAsync(string folder, string tenant)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        var imported = await app.Services.GetRequiredService<BackOfficeDatabase>().ImportTauRetailAsync(folder, tenant);
        await Console.Out.WriteLineAsync($"Imported {imported.Customers} customers, {imported.Orders} orders and {imported.Products} products into the tenant '{tenant}'.");
        return 0;
    }
}
