namespace Agent.Host.Security.Vault;

/// <summary>Where the keys are that wrap others.</summary>
internal sealed class VaultOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "KeyRing";

    /// <summary>
    /// A file with the keys, made when it is not there; every replica needs the same one. Without it, a private cluster has one beside its data, and with a database of one's own nothing is wrapped.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// The address of an RSA key in Azure Key Vault, without a version, such as <c>https://shop.vault.azure.net/keys/agent</c>, in place of the file. Who the service is to Azure is found as
    /// <c>DefaultAzureCredential</c> does; it needs <c>wrapKey</c> and <c>unwrapKey</c>.
    /// </summary>
    public Uri? AzureKey { get; set; }
}
