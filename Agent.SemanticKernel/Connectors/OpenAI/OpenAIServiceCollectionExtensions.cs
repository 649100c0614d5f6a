using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;

namespace Microsoft.Extensions.DependencyInjection;

public static class OpenAIServiceCollectionExtensions
{
    public static IServiceCollection AddOpenAIChatClient(
        this IServiceCollection services,
        string modelId,
        string apiKey,
        string? orgId = null,
        string? serviceId = null,
        HttpClient? httpClient = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);
        return services.AddChatClient(serviceId, modelId, provider =>
            OpenAIClientFactory.Create(apiKey, endpoint: null, orgId, httpClient ?? provider.GetService<HttpClient>()));
    }

    /// <remarks>Without <paramref name="openAIClient"/> the client registered in the container is used.</remarks>
    public static IServiceCollection AddOpenAIChatClient(
        this IServiceCollection services, string modelId, OpenAIClient? openAIClient = null, string? serviceId = null) =>
        services.AddChatClient(serviceId, modelId, provider => openAIClient ?? provider.GetRequiredService<OpenAIClient>());

    public static IServiceCollection AddOpenAIChatClient(
        this IServiceCollection services,
        string modelId,
        Uri endpoint,
        string? apiKey = null,
        string? orgId = null,
        string? serviceId = null,
        HttpClient? httpClient = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return services.AddChatClient(serviceId, modelId, provider =>
            OpenAIClientFactory.Create(apiKey, endpoint, orgId, httpClient ?? provider.GetService<HttpClient>()));
    }

    internal static IServiceCollection AddChatClient(
        this IServiceCollection services, string? serviceId, string modelId, Func<IServiceProvider, OpenAIClient> createClient)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return services.AddKeyedSingleton<IChatClient>(serviceId, (provider, _) => createClient(provider).GetChatClient(modelId).AsIChatClient());
    }
}
