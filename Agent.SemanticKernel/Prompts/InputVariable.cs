using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>A variable of a prompt template.</summary>
public sealed class InputVariable
{
    public InputVariable()
    {
    }

    public InputVariable(InputVariable inputVariable)
    {
        ArgumentNullException.ThrowIfNull(inputVariable);
        Name = inputVariable.Name;
        Description = inputVariable.Description;
        Default = inputVariable.Default;
        IsRequired = inputVariable.IsRequired;
        JsonSchema = inputVariable.JsonSchema;
        AllowDangerouslySetContent = inputVariable.AllowDangerouslySetContent;
        Sample = inputVariable.Sample;
    }

    public string Name
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = "";

    [AllowNull]
    public string Description { get; set => field = value ?? ""; } = "";

    /// <summary>Used by the prompt function when the argument is missing.</summary>
    public object? Default { get; set; }

    /// <summary>For callers and models; a missing variable renders as nothing. True unless set.</summary>
    public bool IsRequired { get; set; } = true;

    public string? JsonSchema { get; set; }

    /// <summary>Inserts the value as it is: it may then open or close <c>&lt;message&gt;</c> blocks. Only for values no outsider can influence.</summary>
    public bool AllowDangerouslySetContent { get; set; }

    /// <summary>An example, for tools that generate calls.</summary>
    public object? Sample { get; set; }
}
