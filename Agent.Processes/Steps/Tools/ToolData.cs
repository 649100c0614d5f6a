namespace Agent.Processes.Steps.Tools;

/// <summary>Marks a tool's answer as data for a model: everything between the two marks, and nothing in it can end it.</summary>
internal static class ToolData
{
    private const string End = "</tool_result";

    /// <summary>The prompts name these marks; a model is told there that what is between them is never an instruction.</summary>
    public static string Mark(string tool, string result) =>
        $"<tool_result name=\"{tool}\">\n{result.Replace(End, @"<\/tool_result", StringComparison.OrdinalIgnoreCase)}\n{End}>";
}
