using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.Core;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Agent.Host.Models;

/// <summary>
/// Builds the client of one model at the configured provider. Registrations like <c>AddOpenAIChatClient</c> are not used here on purpose:
/// Semantic Kernel's own adds a layer that runs proposed tools by itself, and here a proposed tool call belongs to the workflow.
/// </summary>
internal sealed class ModelClientFactory(
    IOptions<ModelOptions> options, IHttpClientFactory http, Lazy<TokenCredential> credential, TimeProvider clock, ILogger<ResilientChatClient> logger)
{
    /// <summary>Name of the HTTP client, for a host that must set a proxy or a certificate authority of its own.</summary>
    public const string HttpClientName = "models";

    private const string AzureScope = "https://cognitiveservices.azure.com/.default";

    /// <param name="serviceId">One of <see cref="ModelServiceIds"/>.</param>
    public IChatClient Create(string serviceId)
    {
        var settings = options.Value;
        var model = serviceId == ModelServiceIds.Small ? settings.Small : settings.Large;
        var provider = settings.Provider == ModelProviders.Azure ? Azure(settings) : OpenAI(settings);
        return new ResilientChatClient(provider.GetChatClient(model).AsIChatClient(), model, settings, clock, logger);
    }

    private OpenAIClient OpenAI(ModelOptions settings)
    {
        var client = ClientOptions(settings.BaseAddress is { } address ? WithVersion(address) : null);
        // Servers of one's own often ask for no key, but the SDK insists on one.
        return new OpenAIClient(new ApiKeyCredential(settings.ApiKey ?? "none"), client);
    }

    private OpenAIClient Azure(ModelOptions settings)
    {
        // Azure's version-less API takes the requests of OpenAI's own, with the deployment's name for the model.
        var client = ClientOptions(new Uri($"{settings.Endpoint!.AbsoluteUri.TrimEnd('/')}/openai/v1/"));
        return settings.ApiKey is { } key
            ? new OpenAIClient(ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(key), "api-key"), client)
            : new OpenAIClient(new BearerTokenPolicy(credential.Value, AzureScope), client);
    }

    private OpenAIClientOptions ClientOptions(Uri? endpoint)
    {
        // Retries and time limits are ours, and there must be one policy only.
        var client = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http.CreateClient(HttpClientName)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (endpoint is not null)
        {
            client.Endpoint = endpoint;
        }

        return client;
    }

    private static Uri WithVersion(Uri address) => address.AbsolutePath == "/" ? new Uri(address, "v1") : address;
}
