using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Tests.SemanticKernel.Process.Samples;

[KernelProcessStepMetadata("v2")]
public class CountStep : KernelProcessStep<Tally>
{
    [KernelFunction("count")]
    public void Count(int by)
    {
    }
}
