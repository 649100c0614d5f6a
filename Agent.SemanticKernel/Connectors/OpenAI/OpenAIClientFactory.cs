using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.Core;
using OpenAI;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>Builds the SDK's client. A caller that brings its own <see cref="HttpClient"/> brings its own timeouts and retries with it.</summary>
internal static class OpenAIClientFactory
{
    private const string AzureScope = "https://cognitiveservices.azure.com/.default";

    public static OpenAIClient Create(string? apiKey, Uri? endpoint, string? orgId, HttpClient? httpClient)
    {
        var options = CreateOptions(endpoint, httpClient);
        options.OrganizationId = orgId;
        // Servers of one's own often ask for no key, but the SDK insists on one.
        return new OpenAIClient(new ApiKeyCredential(string.IsNullOrWhiteSpace(apiKey) ? "none" : apiKey), options);
    }

    public static OpenAIClient CreateAzure(string endpoint, string apiKey, HttpClient? httpClient) =>
        new(ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(apiKey), "api-key"), CreateOptions(AzureEndpoint(endpoint), httpClient));

    public static OpenAIClient CreateAzure(string endpoint, TokenCredential credential, HttpClient? httpClient) =>
        new(new BearerTokenPolicy(credential, AzureScope), CreateOptions(AzureEndpoint(endpoint), httpClient));

    /// <summary>Azure's version-less API takes the requests of OpenAI's own, with the deployment's name for the model.</summary>
    private static Uri AzureEndpoint(string endpoint) => new($"{endpoint.TrimEnd('/')}/openai/v1/");

    private static OpenAIClientOptions CreateOptions(Uri? endpoint, HttpClient? httpClient)
    {
        var options = new OpenAIClientOptions { UserAgentApplicationId = "Semantic-Kernel" };
        if (endpoint is not null)
        {
            options.Endpoint = endpoint;
        }

        if (httpClient is not null)
        {
            options.Transport = new HttpClientPipelineTransport(httpClient);
            options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
            options.NetworkTimeout = Timeout.InfiniteTimeSpan;
        }

        return options;
    }
}
