using Agent.Host.Database;
using Agent.Host.Security.Vault;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Commands;

/// <summary>Exchanges the keys of the key ring.</summary>
internal static class KeysCommand
{
    /// <param name="what"><c>rotate</c> adds a key and wraps everything anew, <c>prune</c> forgets the older ones once nothing needs them.</param>
    public static async Task<int> RunAsync(string what)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        await using var app = builder.Build();
        if (app.Services.GetRequiredService<IKeyVault>() is AzureVault)
            throw new ConfigurationFaultException($"{VaultOptions.Section}:{nameof(VaultOptions.AzureKey)}", "names a key in Azure Key Vault: a new version is made there, and wraps from then on; older ones must stay enabled.");
        if (app.Services.GetRequiredService<IKeyVault>() is not FileVault vault)
            throw new ConfigurationFaultException($"{VaultOptions.Section}:{nameof(VaultOptions.Path)}", "names no key ring, so there is nothing to exchange.");
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        var rotation = new KeyRotation(vault, app.Services.GetRequiredService<TenantDatabase>());
        if (what == "rotate")
        {
            var id = vault.Rotate();
            await Console.Out.WriteLineAsync($"{id} wraps from now on; {await rotation.WrapAnewAsync(CancellationToken.None)} secrets were wrapped anew.");
            return 0;
        }

        if (await rotation.CountOldAsync(CancellationToken.None) is > 0 and var left)
        {
            await Console.Error.WriteLineAsync($"{left} secrets still need an older key: keys rotate first.");
            return 1;
        }

        await Console.Out.WriteLineAsync($"{vault.Prune()} older keys are forgotten.");
        return 0;
    }
}
