using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Agent.Host.Security.Sessions;

/// <summary>Puts together how people sign in.</summary>
internal static class SessionRegistration
{
    /// <summary>Whether people can sign in with a browser.</summary>
    public static bool CanSignIn(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[$"{AuthOptions.Section}:SignIn:Issuer"]);

    /// <summary>Adds sessions, where they are configured.</summary>
    public static void AddSessions(this IServiceCollection services, IConfiguration configuration)
    {
        if (!CanSignIn(configuration))
            return;
        services.AddSingleton<StoredKeys>();
        services.AddDataProtection().SetApplicationName("agent");
        services.AddOptions<KeyManagementOptions>().Configure<StoredKeys>((keys, stored) => keys.XmlRepository = stored);
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<SignInApi>();
    }
}
