using Microsoft.Extensions.Options;

namespace Agent.Host.Mcp;

/// <summary>Checks names and addresses, where a slip would silently let nobody in, or everybody.</summary>
internal sealed class McpAddressesValidator : IValidateOptions<McpOptions>
{
    private const int ShortestKey = 32;

    public ValidateOptionsResult Validate(string? name, McpOptions options)
    {
        List<string> faults = [];
        if (options.Resource is { } resource && (!resource.IsAbsoluteUri || resource.Scheme is not ("https" or "http") || resource.Fragment.Length > 0 || resource.Query.Length > 0))
            faults.Add("Mcp:Resource must be an absolute http or https address without query and fragment.");
        if (options.ServiceKey.Length is > 0 and < ShortestKey)
            faults.Add($"Mcp:ServiceKey must have at least {ShortestKey} characters.");
        foreach (var origin in options.AllowedOrigins.Where(origin => !IsOrigin(origin)))
            faults.Add($"Mcp:AllowedOrigins holds '{origin}', which is no origin such as https://inspector.example.");
        foreach (var host in options.AllowedHosts.Where(host => host != "*" && Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown))
            faults.Add($"Mcp:AllowedHosts holds '{host}', which is no host name.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is ("https" or "http") && uri.GetLeftPart(UriPartial.Authority) == origin;
}
