using System.ClientModel;
using System.ClientModel.Primitives;
using Agent.Host.Replay.Live.Batching;
using Agent.Processes.Replay.Batching;
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

    /// <summary>The client of one model whose requests go elsewhere than to the network, without retries and limits. Only for the provider <c>openai</c>.</summary>
    /// <param name="serviceId">One of <see cref="ModelServiceIds"/>.</param>
    /// <param name="transport">Takes the requests.</param>
    public IChatClient CreateOver(string serviceId, HttpMessageHandler transport)
    {
        var settings = options.Value;
        return OpenAI(settings, new HttpClient(transport, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan })
            .GetChatClient(serviceId == ModelServiceIds.Small ? settings.Small : settings.Large).AsIChatClient();
    }

    /// <summary>The provider's batch endpoint; null where the provider is none that has one we know.</summary>
    public IBatchEndpoint? CreateBatches()
    {
        if (options.Value.Provider != ModelProviders.OpenAI)
        {
            return null;
        }

        var client = OpenAI(options.Value);
        return new OpenAIBatchEndpoint(client.GetBatchClient(), client.GetOpenAIFileClient());
    }

    private OpenAIClient OpenAI(ModelOptions settings, HttpClient? over = null)
    {
        var client = ClientOptions(settings.BaseAddress is { } address ? WithVersion(address) : null, over);
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

    private OpenAIClientOptions ClientOptions(Uri? endpoint, HttpClient? over = null)
    {
        // Retries and time limits are ours, and there must be one policy only.
        var client = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(over ?? http.CreateClient(HttpClientName)),
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
