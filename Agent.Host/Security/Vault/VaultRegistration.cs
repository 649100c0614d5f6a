using Agent.Host.Database;

namespace Agent.Host.Security.Vault;

/// <summary>Finds the key ring.</summary>
internal static class VaultRegistration
{
    private const string FileName = "keyring.json";

    public static void AddVault(this IServiceCollection services) =>
        services.AddSingleton(provider => Open(provider.GetRequiredService<IConfiguration>()));

    /// <summary>The vault that the configuration names.</summary>
    internal static IKeyVault Open(IConfiguration configuration)
    {
        const string setting = $"{VaultOptions.Section}:{nameof(VaultOptions.Path)}";
        if (configuration[setting] is { Length: > 0 } path)
            return new FileVault(path, setting);
        return AgentDatabase.IsPrivate(configuration)
            ? new FileVault(Path.Combine(configuration[AgentDatabase.DataDirectoryKey] is { Length: > 0 } directory ? directory : new PrivateClusterOptions().DataDirectory, FileName), AgentDatabase.DataDirectoryKey)
            : new NoVault();
    }
}
