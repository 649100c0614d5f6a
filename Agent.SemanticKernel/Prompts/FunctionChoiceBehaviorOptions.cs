namespace Microsoft.SemanticKernel;

/// <summary>How a model's tool calls are made and handled.</summary>
public sealed class FunctionChoiceBehaviorOptions
{
    /// <summary>Whether the model may ask for several calls at once; null leaves it to the model.</summary>
    public bool? AllowParallelCalls { get; set; }

    /// <summary>Runs the calls of one answer at the same time. False unless set. Only for automatic calls.</summary>
    public bool AllowConcurrentInvocation { get; set; }

    /// <summary>Not mapped to chat options: a client that can be strict is told so by its own settings.</summary>
    public bool AllowStrictSchemaAdherence { get; set; }
}
