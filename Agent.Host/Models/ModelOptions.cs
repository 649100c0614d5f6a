namespace Agent.Host.Models;

/// <summary>Which language models answer, where they are, and how patient we are with them. Both models share everything but the name.</summary>
public sealed class ModelOptions
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string Section = "Model";

    /// <summary>One of <see cref="ModelProviders"/>. Default: <c>openai</c> when there is an API key, otherwise <c>offline</c>.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Root of an OpenAI-compatible API. A bare host means its <c>/v1</c>. Default: OpenAI's own.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>The Azure OpenAI resource, such as <c>https://contoso.openai.azure.com</c>. Only for the provider <c>azure</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Default: the environment's <c>OPENAI_API_KEY</c>. For <c>azure</c>, no key means the identity the service runs under.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Name of the model (or Azure deployment) for cheap classifications.</summary>
    public string Small { get; set; } = "gpt-4.1-mini";

    /// <summary>Name of the model (or Azure deployment) that talks to customers and proposes tool calls.</summary>
    public string Large { get; set; } = "gpt-4.1";

    /// <summary>
    /// Limit of one call from the first attempt to the last byte, waiting and retries included. The default is a little under the runtime's
    /// own limit for a model call, so that a hang is known here as the model's fault and counts for the breaker.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(55);

    /// <summary>Longest silence between two pieces of a streamed answer, once it has begun.</summary>
    public TimeSpan StreamIdleTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Attempts after the first. 0 turns retrying off.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Wait before the first retry; it doubles for each further one and carries jitter, unless the service names a time.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between attempts. A service that asks for more gets no retry: the caller is told when to come back.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Share of failed attempts in <see cref="BreakerWindow"/>, from 0 to 1, at which the model is left alone for a while.</summary>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>Attempts in <see cref="BreakerWindow"/> below which the breaker never opens.</summary>
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>How far back the breaker looks.</summary>
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open breaker refuses calls before it lets one through to try.</summary>
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(15);
}
