using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Tokens;

/// <summary>Puts the verifier of tokens together.</summary>
internal static class TokenRegistration
{
    private const int LargestDocument = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Adds <see cref="TokenVerifier"/> and its options.</summary>
    public static void AddTokenVerifier(this IServiceCollection services)
    {
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddHttpClient(IssuerKeys.ClientName, client => (client.Timeout, client.MaxResponseContentBufferSize) = (Patience, LargestDocument))
            // A redirect could lead anywhere, our own network included.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        services.AddSingleton<TokenVerifier>();
    }
}
