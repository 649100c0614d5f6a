using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Engine;

/// <summary>Counts, and passes the text on.</summary>
[Emits(Passed)]
public sealed class ChainStep : KernelProcessStep<Counter>
{
    public const string Run = "run";
    public const string Passed = "chain.passed";
    private Counter _state = new();

    public override ValueTask ActivateAsync(KernelProcessStepState<Counter> state)
    {
        _state = state.State!;
        return ValueTask.CompletedTask;
    }

    [KernelFunction(Run)]
    public async Task RunAsync(KernelProcessStepContext context, CustomerMessage message)
    {
        _state.Value++;
        _state.Note = message.Text;
        await context.EmitEventAsync(new() { Id = Passed, Data = message });
    }
}
