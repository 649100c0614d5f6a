using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>The token that answers are sent with: kept until a fifth of its time is left, and fetched once however many wait.</summary>
/// <param name="options">The bot's settings.</param>
/// <param name="clock">The time.</param>
/// <param name="make">Makes another credential, as tests do; null for the one the settings name.</param>
internal sealed class ConnectorToken(IOptions<TeamsOptions> options, TimeProvider clock, Func<TeamsOptions, TokenCredential>? make = null) : IDisposable
{
    private const double FreshShare = 0.8;
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile Kept? _kept;

    /// <summary>The token; null where none is needed.</summary>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Anonymous)
            return null;
        if (_kept is { } kept && clock.GetUtcNow() < kept.FreshUntil)
            return kept.Token;
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            return _kept is { } newer && clock.GetUtcNow() < newer.FreshUntil ? newer.Token : await FetchAsync(cancellationToken);
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>Forgets a token that the connector did not take, unless there is another one already.</summary>
    public void Drop(string? token)
    {
        if (_kept is { } kept && kept.Token == token)
            _kept = null;
    }

    public void Dispose() => _fetching.Dispose();

    private async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetUtcNow();
        try
        {
            // A new credential each time: it has a memory of its own, with what was dropped in it.
            var token = await (make ?? Make)(options.Value).GetTokenAsync(new([options.Value.Scope]), cancellationToken);
            _kept = new(token.Token, began + ((token.ExpiresOn - began) * FreshShare), token.ExpiresOn);
            return token.Token;
        }
        catch (AuthenticationFailedException) when (_kept is { } old && clock.GetUtcNow() < old.EndsAt)
        {
            return old.Token; // good for a while yet
        }
    }

    private static TokenCredential Make(TeamsOptions bot) => bot.AppPassword.Length > 0
        ? new ClientSecretCredential(bot.AppTenantId, bot.AppId, bot.AppPassword, new ClientSecretCredentialOptions { AuthorityHost = new Uri(bot.Authority) })
        : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(bot.AppId));

    private sealed record Kept(string Token, DateTimeOffset FreshUntil, DateTimeOffset EndsAt);
}
