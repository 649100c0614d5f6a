namespace Agent.Tests.SemanticKernel.Process.Samples;

public sealed class Tally
{
    public int Count { get; set; }
}
