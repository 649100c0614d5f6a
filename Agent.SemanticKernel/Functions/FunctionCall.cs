namespace Microsoft.SemanticKernel;

/// <summary>What a method's parameters can be filled from.</summary>
internal readonly record struct FunctionCall(KernelFunction Function, Kernel Kernel, KernelArguments Arguments, CancellationToken CancellationToken);
