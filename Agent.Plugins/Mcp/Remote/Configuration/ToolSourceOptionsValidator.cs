using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Plugins.Mcp.Remote.Configuration;

/// <summary>Stops the start with the key that is wrong. A server that cannot be reached is no such fault.</summary>
internal sealed class ToolSourceOptionsValidator : IValidateOptions<ToolSourceOptions>
{
    public ValidateOptionsResult Validate(string? name, ToolSourceOptions options)
    {
        List<string> faults = [.. options.Servers.SelectMany(server => FaultsOf($"Tools:Servers:{server.Key}", server.Key, server.Value))];
        var own = options.Servers.Count(server => server.Value.Trust == ToolServerTrust.Own);
        if (!Enum.IsDefined(options.Mode))
        {
            faults.Add("Tools:Mode must be inProcess or mcp.");
        }

        if (options.Mode == ToolMode.Mcp && own != 1)
        {
            faults.Add($"Tools:Mode is mcp, which needs exactly one server in Tools:Servers with Trust=own; there are {own}.");
        }
        else if (options.Mode == ToolMode.InProcess && own > 0)
        {
            faults.Add("Tools:Servers holds a server with Trust=own, which Tools:Mode=inProcess does not use; set Tools:Mode=mcp, or Trust=trusted.");
        }

        foreach (var twice in options.Servers.Where(server => server.Value.Trust != ToolServerTrust.Own)
            .GroupBy(server => server.Value.Prefix ?? server.Key, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            faults.Add($"Tools:Servers has more than one server with the prefix '{twice.Key}'.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string key, ToolServerOptions server, ToolServerOAuthOptions? oauth)
    {
        if (oauth is null)
        {
            yield break;
        }

        List<ValidationResult> results = [];
        Validator.TryValidateObject(oauth, new(oauth), results, validateAllProperties: true);
        foreach (var result in results)
        {
            yield return $"{key}:OAuth: {result.ErrorMessage}";
        }

        if (oauth.TokenUrl is { } url && (!url.IsAbsoluteUri || (url.Scheme is not "https" && !(url.Scheme is "http" && url.IsLoopback))))
        {
            yield return $"{key}:OAuth:TokenUrl must be an absolute https address: the secret would travel in the open.";
        }

        if (!string.IsNullOrEmpty(server.Token))
        {
            yield return $"{key} has both a Token and OAuth: only one can be shown.";
        }
    }

    private static IEnumerable<string> FaultsOf(string key, string name, ToolServerOptions server)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(server, new(server), results, validateAllProperties: true);
        foreach (var result in results)
        {
            yield return $"{key}: {result.ErrorMessage}";
        }

        if (server.Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http")))
        {
            yield return $"{key}:Url must be an absolute http or https address.";
        }

        if (server.Url is { IsAbsoluteUri: true, Scheme: "http", IsLoopback: false } && (!string.IsNullOrEmpty(server.Token) || server.OAuth is not null))
        {
            yield return $"{key}:Url must be https: the token would travel in the open.";
        }

        foreach (var fault in FaultsOf(key, server, server.OAuth))
        {
            yield return fault;
        }

        if (server.Prefix is null && !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            yield return $"{key} needs a Prefix, as its name has characters that no tool's name may have.";
        }

        foreach (var both in server.Consequential.Intersect(server.Reading, StringComparer.Ordinal))
        {
            yield return $"{key} says of '{both}' that it changes something and that it only reads.";
        }
    }
}
