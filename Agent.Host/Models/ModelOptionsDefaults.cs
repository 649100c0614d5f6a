using Microsoft.Extensions.Options;

namespace Agent.Host.Models;

/// <summary>Fills in what depends on other values: the key from OpenAI's own variable, and the provider from whether there is a key.</summary>
internal sealed class ModelOptionsDefaults(IConfiguration configuration) : IPostConfigureOptions<ModelOptions>
{
    public const string EnvironmentKey = "OPENAI_API_KEY";

    public void PostConfigure(string? name, ModelOptions options)
    {
        options.Provider = options.Provider.Trim().ToLowerInvariant();
        var usesAzure = options.Provider == ModelProviders.Azure;
        if (string.IsNullOrWhiteSpace(options.ApiKey))
        {
            // A key of OpenAI's is none of Azure's business: there, no key of its own means the service's identity.
            options.ApiKey = usesAzure || string.IsNullOrWhiteSpace(configuration[EnvironmentKey]) ? null : configuration[EnvironmentKey];
        }

        if (options.Provider.Length == 0)
        {
            options.Provider = options.ApiKey is null ? ModelProviders.Offline : ModelProviders.OpenAI;
        }
    }
}
