using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Brings tools from elsewhere, such as an MCP server, into a kernel.</summary>
public static class AIFunctionExtensions
{
    /// <summary>The tool as a function, with the tool's own name and schema; filters, spans and metrics then include it.</summary>
    /// <exception cref="ArgumentException">The tool's name is none a function may have.</exception>
    public static KernelFunction AsKernelFunction(this AIFunction aiFunction)
    {
        ArgumentNullException.ThrowIfNull(aiFunction);
        return aiFunction as KernelFunction ?? new ToolFunction(aiFunction);
    }
}
