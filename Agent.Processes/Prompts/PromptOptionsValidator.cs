using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Prompts;

/// <summary>Checks each route: a prompt nobody asks or a model there is none of would be a rule that silently does nothing.</summary>
internal sealed class PromptOptionsValidator : IValidateOptions<PromptOptions>
{
    public ValidateOptionsResult Validate(string? name, PromptOptions options)
    {
        var faults = options.Routes.SelectMany(entry => FaultsOf(entry.Value).Select(fault => $"{PromptOptions.Section}:{nameof(options.Routes)}:{entry.Key}: {fault}")).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PromptRoute route)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(route, new(route), results, validateAllProperties: true);
        foreach (var result in results)
        {
            yield return result.ErrorMessage!;
        }

        if (route.Prompt is { } prompt && !PromptNames.Required.Contains(prompt))
        {
            yield return $"there is no prompt '{prompt}'; there are {string.Join(", ", PromptNames.Required)}";
        }
    }
}
