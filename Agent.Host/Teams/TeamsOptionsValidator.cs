using System.Net;
using Agent.Host.Security;
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
        if (options.Tenants.Count == 0)
            yield return "Teams:Tenants is empty: nobody could write to the bot.";
        foreach (var (directory, tenant) in options.Tenants)
        {
            if (!Guid.TryParse(directory, out _) && !(directory.Equals(TeamsOptions.AnyDirectory, StringComparison.OrdinalIgnoreCase) && options.Anonymous))
                yield return $"Teams:Tenants:{directory} is no directory id (a GUID).";
            if (!TenantNames.IsValid(tenant.Tenant))
                yield return $"Teams:Tenants:{directory}:Tenant is no tenant's name.";
        }

        if (options.LookInterval < TimeSpan.FromMilliseconds(20))
            yield return "Teams:LookInterval must be at least 20 milliseconds.";
        if (options.IdleTime < TimeSpan.FromMinutes(1))
            yield return "Teams:IdleTime must be at least a minute.";
    }

    private IEnumerable<string> Addresses() =>
        (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").Where(url => url.Length > 0));

    private static bool IsLoopback(string address) => BindingAddress.Parse(address) is var binding
        && (binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}
