using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace Microsoft.SemanticKernel;

public static class OpenAIChatClientKernelBuilderExtensions
{
    public static IKernelBuilder AddOpenAIChatClient(
        this IKernelBuilder builder,
        string modelId,
        string apiKey,
        string? orgId = null,
        string? serviceId = null,
        HttpClient? httpClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOpenAIChatClient(modelId, apiKey, orgId, serviceId, httpClient);
        return builder;
    }

    public static IKernelBuilder AddOpenAIChatClient(
        this IKernelBuilder builder, string modelId, OpenAIClient? openAIClient = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOpenAIChatClient(modelId, openAIClient, serviceId);
        return builder;
    }

    public static IKernelBuilder AddOpenAIChatClient(
        this IKernelBuilder builder,
        string modelId,
        Uri endpoint,
        string? apiKey,
        string? orgId = null,
        string? serviceId = null,
        HttpClient? httpClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOpenAIChatClient(modelId, endpoint, apiKey, orgId, serviceId, httpClient);
        return builder;
    }
}
