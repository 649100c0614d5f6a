using Azure.Core;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Microsoft.Extensions.DependencyInjection;

/// <remarks>The model and API version of Semantic Kernel's signatures are accepted and not sent: Azure's version-less API needs neither.</remarks>
public static class AzureOpenAIServiceCollectionExtensions
{
    public static IServiceCollection AddAzureOpenAIChatClient(
        this IServiceCollection services,
        string deploymentName,
        string endpoint,
        string apiKey,
        string? serviceId = null,
        string? modelId = null,
        string? apiVersion = null,
        HttpClient? httpClient = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);
        return services.AddChatClient(serviceId, deploymentName, provider =>
            OpenAIClientFactory.CreateAzure(endpoint, apiKey, httpClient ?? provider.GetService<HttpClient>()));
    }

    public static IServiceCollection AddAzureOpenAIChatClient(
        this IServiceCollection services,
        string deploymentName,
        string endpoint,
        TokenCredential credentials,
        string? serviceId = null,
        string? modelId = null,
        string? apiVersion = null,
        HttpClient? httpClient = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        ArgumentNullException.ThrowIfNull(credentials);
        return services.AddChatClient(serviceId, deploymentName, provider =>
            OpenAIClientFactory.CreateAzure(endpoint, credentials, httpClient ?? provider.GetService<HttpClient>()));
    }
}
