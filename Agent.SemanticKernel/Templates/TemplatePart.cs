namespace Microsoft.SemanticKernel;

/// <summary>A piece of a template that has been read.</summary>
internal abstract record TemplatePart
{
    /// <summary>Text as it stands, or a quoted value.</summary>
    internal sealed record Text(string Value) : TemplatePart;

    internal sealed record Variable(string Name) : TemplatePart;

    /// <param name="PluginName">Null: the first plugin that has the function.</param>
    /// <param name="Positional">Goes to the function's first parameter.</param>
    internal sealed record Call(string? PluginName, string FunctionName, TemplatePart? Positional, IReadOnlyList<(string Name, TemplatePart Value)> Named)
        : TemplatePart;
}
