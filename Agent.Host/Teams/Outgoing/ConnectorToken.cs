using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>The token that answers are sent with; the credential keeps it until it is nearly over, and fetches it once however many wait.</summary>
/// <param name="options">The bot's settings.</param>
/// <param name="make">Makes another credential, as tests do; null for the one the settings name.</param>
internal sealed class ConnectorToken(IOptions<TeamsOptions> options, Func<TeamsOptions, TokenCredential>? make = null)
{
    private readonly Lock _gate = new();
    private TokenCredential? _credential;

    /// <summary>The token; null where none is needed.</summary>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken) => options.Value.Anonymous
        ? null : (await Credential().GetTokenAsync(new([options.Value.Scope]), cancellationToken)).Token;

    /// <summary>Forgets a token that the connector did not take.</summary>
    public void Drop()
    {
        lock (_gate)
            _credential = null;
    }

    private TokenCredential Credential()
    {
        lock (_gate)
        {
            return _credential ??= (make ?? Make)(options.Value);
        }
    }

    private static TokenCredential Make(TeamsOptions bot) => bot.AppPassword.Length > 0
        ? new ClientSecretCredential(bot.AppTenantId, bot.AppId, bot.AppPassword)
        : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(bot.AppId));
}
