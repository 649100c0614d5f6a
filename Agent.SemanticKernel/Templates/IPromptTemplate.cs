namespace Microsoft.SemanticKernel;

/// <summary>A template that has been read and can be filled in any number of times, concurrently too.</summary>
public interface IPromptTemplate
{
    Task<string> RenderAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default);
}
