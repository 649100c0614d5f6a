using Microsoft.Extensions.Options;

namespace Agent.Host.Models;

/// <summary>Stops the start with the name of the key that is wrong. Written out, because attributes cannot say which provider needs what.</summary>
internal sealed class ModelOptionsValidator : IValidateOptions<ModelOptions>
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        List<string> faults = [.. Provider(options), .. Limits(options)];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Provider(ModelOptions options)
    {
        if (!ModelProviders.All.Contains(options.Provider))
        {
            yield return $"Model:Provider '{options.Provider}' is not one of {string.Join(", ", ModelProviders.All)}.";
            yield break;
        }

        if (options.Provider == ModelProviders.Offline)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(options.Small))
        {
            yield return "Model:Small is empty; it names the model for classifications.";
        }

        if (string.IsNullOrWhiteSpace(options.Large))
        {
            yield return "Model:Large is empty; it names the model that talks to customers.";
        }

        foreach (var fault in options.Provider == ModelProviders.Azure ? Azure(options) : OpenAI(options))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> OpenAI(ModelOptions options)
    {
        if (options.BaseAddress is null)
        {
            if (options.ApiKey is null)
            {
                yield return "Model:ApiKey (or OPENAI_API_KEY) is missing; the provider 'openai' needs one unless Model:BaseAddress names a server of your own.";
            }
        }
        else if (!IsHttp(options.BaseAddress))
        {
            yield return $"Model:BaseAddress '{options.BaseAddress}' is not an absolute http or https address.";
        }
    }

    private static IEnumerable<string> Azure(ModelOptions options)
    {
        if (options.Endpoint is null)
        {
            yield return "Model:Endpoint is missing; the provider 'azure' needs the address of the resource, such as https://contoso.openai.azure.com.";
        }
        else if (!IsHttp(options.Endpoint) || (options.Endpoint.Scheme != Uri.UriSchemeHttps && !MayGoInTheClear(options)))
        {
            yield return $"Model:Endpoint '{options.Endpoint}' is not an absolute https address.";
        }
    }

    /// <summary>A stand-in on this machine, spoken to with a key; the identity's token never leaves unprotected.</summary>
    private static bool MayGoInTheClear(ModelOptions options) => options.Endpoint!.IsLoopback && options.ApiKey is not null;

    private static IEnumerable<string> Limits(ModelOptions options) => new[]
    {
        Between(nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromMilliseconds(100), s_longest),
        Between(nameof(options.StreamIdleTimeout), options.StreamIdleTimeout, TimeSpan.FromMilliseconds(100), s_longest),
        Between(nameof(options.MaxRetries), options.MaxRetries, 0, 10),
        Between(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
        Between(nameof(options.MaxRetryDelay), options.MaxRetryDelay, options.RetryDelay, s_longest),
        Between(nameof(options.BreakerFailureRatio), options.BreakerFailureRatio, 0.01, 1.0),
        Between(nameof(options.BreakerMinimumCalls), options.BreakerMinimumCalls, 2, 10_000),
        Between(nameof(options.BreakerWindow), options.BreakerWindow, TimeSpan.FromSeconds(1), s_longest),
        Between(nameof(options.BreakerDuration), options.BreakerDuration, TimeSpan.FromSeconds(1), s_longest),
    }.OfType<string>();

    private static string? Between<T>(string key, T value, T least, T most) where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? null
            : FormattableString.Invariant($"Model:{key} is {value}; it must be between {least} and {most}.");

    private static bool IsHttp(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
