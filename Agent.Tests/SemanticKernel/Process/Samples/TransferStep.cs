using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process.Samples;

/// <summary>One function with two inputs.</summary>
public sealed class TransferStep : KernelProcessStep
{
    [KernelFunction("transfer")]
    public string Transfer(string from, string to) => $"{from} to {to}";
}
