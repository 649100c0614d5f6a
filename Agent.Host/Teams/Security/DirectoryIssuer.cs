using System.Text.Json;
using Agent.Host.Security.Tokens;

namespace Agent.Host.Teams.Security;

/// <summary>A directory (Microsoft Entra tenant) as an issuer of tokens for the bot, in one of the two forms it signs them in.</summary>
/// <param name="DirectoryId">The directory.</param>
/// <param name="Issuer">Its name in tokens.</param>
/// <param name="MetadataAddress">Where its keys are announced.</param>
/// <param name="CallerClaim">The claim that names the program which got the token.</param>
internal sealed record DirectoryIssuer(string DirectoryId, string Issuer, string MetadataAddress, string CallerClaim)
{
    /// <summary>Microsoft's own, out of which the Bot Framework Emulator gets tokens with the bot's secret.</summary>
    private static readonly string[] s_emulators = ["d6d49420-f39b-4df7-a1dc-d59a935871db", "f8cdef31-a31e-4b4a-93e4-5f571e91255a", "69e9b82d-4842-4902-8d1e-abc5b98a55e8"];

    /// <summary>The bot's own directory and the emulator's, in both forms; none before the bot is registered.</summary>
    public static IEnumerable<DirectoryIssuer> Of(TeamsOptions options)
    {
        if (options.AppTenantId.Length == 0)
            yield break;
        var (authority, sts) = (options.Authority.TrimEnd('/'), options.StsIssuer.TrimEnd('/'));
        foreach (var id in s_emulators.Prepend(options.AppTenantId.ToLowerInvariant()).Distinct())
        {
            yield return new(id, $"{sts}/{id}/", $"{authority}/{id}/.well-known/openid-configuration", "appid");
            yield return new(id, $"{authority}/{id}/v2.0", $"{authority}/{id}/v2.0/.well-known/openid-configuration", "azp");
        }
    }

    /// <summary>Checks what the connector's tokens do not have: whose program it is, and that the directory is the issuer's.</summary>
    /// <exception cref="TokenFaultException">It is another program's.</exception>
    public void Check(JsonElement claims, TeamsOptions options)
    {
        if (!ClaimsReader.Required(claims, "tid").Equals(DirectoryId, StringComparison.OrdinalIgnoreCase))
            throw new TokenFaultException("its directory is not its issuer's");
        var caller = ClaimsReader.Required(claims, CallerClaim);
        if (!caller.Equals(options.AppId, StringComparison.OrdinalIgnoreCase) && !options.Callers.Contains(caller, StringComparer.OrdinalIgnoreCase))
            throw new TokenFaultException("it is of a program that may not write to the bot");
    }
}
