using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>A function's arguments, by name without regard to case, and the settings for the model if it is a prompt.</summary>
public sealed class KernelArguments : AIFunctionArguments
{
    public KernelArguments()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    public KernelArguments(PromptExecutionSettings? executionSettings)
        : this(executionSettings is null ? null : [executionSettings])
    {
    }

    /// <exception cref="ArgumentException">Two settings have the same service id.</exception>
    public KernelArguments(IEnumerable<PromptExecutionSettings>? executionSettings)
        : this()
    {
        if (executionSettings is not null)
        {
            ExecutionSettings = SettingsByService.Create(executionSettings);
        }
    }

    public KernelArguments(IDictionary<string, object?> source, Dictionary<string, PromptExecutionSettings>? executionSettings = null)
        : this()
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var (name, value) in source)
        {
            this[name] = value;
        }

        ExecutionSettings = executionSettings;
    }

    /// <summary>By service id, which must be the key of each setting; they take precedence over the function's own.</summary>
    public IReadOnlyDictionary<string, PromptExecutionSettings>? ExecutionSettings
    {
        get;
        set
        {
            SettingsByService.RequireMatchingKeys(value);
            field = value;
        }
    }

    public ICollection<string> Names => Keys;

    public bool ContainsName(string name) => ContainsKey(name);
}
