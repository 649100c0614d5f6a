using Agent.Processes.Steps.Guarding;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Workflows.Support;

/// <summary>A shape that is misspelt would still be looked for.</summary>
internal sealed class SupportShapesValidator : IValidateOptions<SupportOptions>
{
    public ValidateOptionsResult Validate(string? name, SupportOptions options) =>
        options.IgnoredShapes.Find(shape => shape != InputRules.Words && !InjectionShapes.Names.Contains(shape)) is { } unknown
            ? ValidateOptionsResult.Fail($"{SupportOptions.Section}:{nameof(SupportOptions.IgnoredShapes)} names '{unknown}', which is none of: {string.Join(", ", InjectionShapes.Names)}, {InputRules.Words}.")
            : ValidateOptionsResult.Success;
}
