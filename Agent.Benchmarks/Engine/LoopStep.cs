using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Engine;

/// <summary>Sends the message to itself, a fixed number of times.</summary>
[Emits(Again, Done)]
public sealed class LoopStep : KernelProcessStep<Counter>
{
    public const string Run = "run";
    public const string Again = "loop.again";
    public const string Done = "loop.done";
    public const int Rounds = 50;
    private Counter _state = new();

    public override ValueTask ActivateAsync(KernelProcessStepState<Counter> state)
    {
        _state = state.State!;
        return ValueTask.CompletedTask;
    }

    [KernelFunction(Run)]
    public async Task RunAsync(KernelProcessStepContext context, CustomerMessage message) =>
        await context.EmitEventAsync(new() { Id = ++_state.Value % Rounds == 0 ? Done : Again, Data = message });
}
