using Azure.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

public static class AzureOpenAIKernelBuilderExtensions
{
    public static IKernelBuilder AddAzureOpenAIChatClient(
        this IKernelBuilder builder,
        string deploymentName,
        string endpoint,
        string apiKey,
        string? serviceId = null,
        string? modelId = null,
        string? apiVersion = null,
        HttpClient? httpClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAzureOpenAIChatClient(deploymentName, endpoint, apiKey, serviceId, modelId, apiVersion, httpClient);
        return builder;
    }

    public static IKernelBuilder AddAzureOpenAIChatClient(
        this IKernelBuilder builder,
        string deploymentName,
        string endpoint,
        TokenCredential credentials,
        string? serviceId = null,
        string? modelId = null,
        string? apiVersion = null,
        HttpClient? httpClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAzureOpenAIChatClient(deploymentName, endpoint, credentials, serviceId, modelId, apiVersion, httpClient);
        return builder;
    }
}
