using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process.Samples;

/// <summary>Two functions.</summary>
public sealed class DoorStep : KernelProcessStep
{
    [KernelFunction("open")]
    public string Open(string key) => key;

    [KernelFunction("close")]
    public void Close()
    {
    }
}
