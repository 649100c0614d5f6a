using Agent.Plugins.Airline;
using Agent.Plugins.Calling;
using Microsoft.Extensions.Options;

namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>Stops the start at a business that there is not.</summary>
internal sealed class BusinessNamesValidator : IValidateOptions<ToolCallingOptions>
{
    private static readonly string[] s_known = [AirlineServices.Business];

    public ValidateOptionsResult Validate(string? name, ToolCallingOptions options) =>
        options.Businesses.FirstOrDefault(business => !s_known.Contains(business, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? ValidateOptionsResult.Fail($"Tools:Businesses holds '{unknown}'; beside the shop, which is always there, there is {string.Join(", ", s_known)}.")
            : ValidateOptionsResult.Success;
}
