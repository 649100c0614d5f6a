using System.Net;
using Agent.Host.Security;
using Agent.Host.Security.Tokens;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams;

/// <summary>Says what is wrong with the bot's settings before it takes its first activity.</summary>
internal sealed class TeamsOptionsValidator(IHostEnvironment environment, IConfiguration configuration) : IValidateOptions<TeamsOptions>
{
    public ValidateOptionsResult Validate(string? name, TeamsOptions options)
    {
        var faults = options.IsEnabled ? Faults(options).ToList() : [];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(TeamsOptions options)
    {
        if (options.Anonymous && !environment.IsDevelopment())
            yield return "Teams:Anonymous is for the Development environment alone: anybody could write as anybody.";
        if (options.Anonymous && Addresses().FirstOrDefault(address => !IsLoopback(address)) is { } open)
            yield return $"Teams:Anonymous needs a service that listens on loopback alone; it would listen on {open}.";
        if (!options.Anonymous && !Guid.TryParse(options.AppId, out _))
            yield return "Teams:AppId is no GUID.";
        if (!options.Anonymous && !Guid.TryParse(options.AppTenantId, out _))
            yield return "Teams:AppTenantId is no GUID: it names the directory the bot is registered in.";
        foreach (var (name, address) in new[] { (nameof(options.Authority), options.Authority), (nameof(options.StsIssuer), options.StsIssuer), (nameof(options.ServiceUrl), options.ServiceUrl) })
        {
            if (!IssuerMetadata.IsTrustworthy(address, mayBeLoopback: environment.IsDevelopment()))
                yield return $"Teams:{name} is no https address.";
        }

        if (options.Callers.FirstOrDefault(caller => !Guid.TryParse(caller, out _)) is { } stranger)
            yield return $"Teams:Callers has '{stranger}', which is no App ID (a GUID).";
        foreach (var (directory, tenant) in options.Tenants)
        {
            if (!Guid.TryParse(directory, out _) && !(directory.Equals(TeamsOptions.AnyDirectory, StringComparison.OrdinalIgnoreCase) && options.Anonymous))
                yield return $"Teams:Tenants:{directory} is no directory id (a GUID).";
            if (!TenantNames.IsValid(tenant.Tenant))
                yield return $"Teams:Tenants:{directory}:Tenant is no tenant's name.";
        }

        if (options.LookInterval < TimeSpan.FromMilliseconds(20))
            yield return "Teams:LookInterval must be at least 20 milliseconds.";
        if (options.StreamInterval < TimeSpan.FromSeconds(1))
            yield return "Teams:StreamInterval must be at least a second: Teams takes one piece a second.";
        if (options.StreamTime < TimeSpan.Zero || options.StreamTime > TimeSpan.FromSeconds(115))
            yield return "Teams:StreamTime must be at most 115 seconds, or 0 for answers in one message: Teams ends a stream after two minutes.";
        if (options.ClickTime < TimeSpan.FromMilliseconds(100) || options.ClickTime > TimeSpan.FromSeconds(12))
            yield return "Teams:ClickTime must be from 100 milliseconds to 12 seconds: Teams waits 15.";
        if (options.IdleTime < TimeSpan.FromMinutes(1))
            yield return "Teams:IdleTime must be at least a minute.";
    }

    private IEnumerable<string> Addresses() =>
        (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").Where(url => url.Length > 0));

    private static bool IsLoopback(string address) => BindingAddress.Parse(address) is var binding
        && (binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}
