using Agent.Host.Database;
using Azure.Core;
using Azure.Identity;

namespace Agent.Host.Security.Vault;

/// <summary>Finds the key ring.</summary>
internal static class VaultRegistration
{
    private const string FileName = "keyring.json";
    private const string AzureSetting = $"{VaultOptions.Section}:{nameof(VaultOptions.AzureKey)}";

    public static void AddVault(this IServiceCollection services) =>
        services.AddSingleton(provider => Open(
            provider.GetRequiredService<IConfiguration>(), () => provider.GetService<TokenCredential>() ?? new DefaultAzureCredential(), provider.GetRequiredService<TimeProvider>()));

    /// <summary>The vault that the configuration names.</summary>
    /// <exception cref="ConfigurationFaultException">It names two, or what is no key of a vault.</exception>
    internal static IKeyVault Open(IConfiguration configuration, Func<TokenCredential> credential, TimeProvider clock)
    {
        if (configuration[AzureSetting] is { Length: > 0 } key)
        {
            return new AzureVault(new AzureKeyClient(
                string.IsNullOrEmpty(configuration[$"{VaultOptions.Section}:{nameof(VaultOptions.Path)}"]) ? KeyOf(key) : throw new ConfigurationFaultException(AzureSetting, "is set beside KeyRing:Path: only one can wrap."),
                credential(), clock));
        }

        const string setting = $"{VaultOptions.Section}:{nameof(VaultOptions.Path)}";
        if (configuration[setting] is { Length: > 0 } path)
            return new FileVault(path, setting);
        return AgentDatabase.IsPrivate(configuration)
            ? new FileVault(Path.Combine(configuration[AgentDatabase.DataDirectoryKey] is { Length: > 0 } directory ? directory : new PrivateClusterOptions().DataDirectory, FileName), AgentDatabase.DataDirectoryKey)
            : new NoVault();
    }

    private static Uri KeyOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var key) && (key.Scheme == "https" || (key.Scheme == "http" && key.IsLoopback)) && key.Segments is [_, "keys/", { Length: > 0 } name] && !name.EndsWith('/') && key.Query.Length == 0
            ? key : throw new ConfigurationFaultException(AzureSetting, $"holds '{text}'; it must be a key's https address without a version, such as https://shop.vault.azure.net/keys/agent.");
}
