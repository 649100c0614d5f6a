using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Engine;

/// <summary>The two graphs that say what a superstep costs.</summary>
internal static class EngineWorkflows
{
    public const int ChainLength = 6;

    /// <summary>Six stateful steps, one after the other.</summary>
    public static WorkflowDefinition Chain { get; } = new() { Name = "chain", Version = "v1", Build = BuildChain, EndEvents = [ChainStep.Passed] };

    /// <summary>One stateful step, again and again.</summary>
    public static WorkflowDefinition Loop { get; } = new() { Name = "loop", Version = "v1", Build = BuildLoop, EndEvents = [LoopStep.Done] };

    private static ProcessBuilder BuildChain()
    {
        var process = new ProcessBuilder("chain") { Version = "v1" };
        var steps = Enumerable.Range(1, ChainLength).Select(number => process.AddStepFromType<ChainStep>($"step_{number}")).ToList();
        process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(steps[0]));
        foreach (var (from, to) in steps.Zip(steps.Skip(1)))
        {
            from.OnEvent(ChainStep.Passed).SendEventTo(new ProcessFunctionTargetBuilder(to));
        }

        steps[^1].OnEvent(ChainStep.Passed).StopProcess();
        process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(process.AddStepFromType<FaultStep>("fault")));
        return process;
    }

    private static ProcessBuilder BuildLoop()
    {
        var process = new ProcessBuilder("loop") { Version = "v1" };
        var step = process.AddStepFromType<LoopStep>("step");
        process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(step));
        step.OnEvent(LoopStep.Again).SendEventTo(new ProcessFunctionTargetBuilder(step));
        step.OnEvent(LoopStep.Done).StopProcess();
        process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(process.AddStepFromType<FaultStep>("fault")));
        return process;
    }
}
