using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Runtime.Replay;

/// <summary>One workflow in several versions, each different in one thing.</summary>
internal static class ProbeWorkflow
{
    public const string Name = "probe";
    public const string Counted = "probe.counted";

    /// <summary>Only its state is kept otherwise.</summary>
    public const string OtherState = "v2";

    /// <summary>Only its answer is worded otherwise.</summary>
    public const string OtherAnswer = "v3";

    /// <summary>A step has another name.</summary>
    public const string OtherStep = "v4";

    /// <summary>It throws where the others answer.</summary>
    public const string Throws = "v5";

    /// <summary>It cannot read what the others take.</summary>
    public const string OtherPayload = "v6";

    /// <summary>The first one registered last: conversations begin on it.</summary>
    public static IEnumerable<WorkflowDefinition> Definitions =>
    [
        Define(OtherState, process => process.AddStepFromType<OtherStateStep>("count")),
        Define(OtherAnswer, process => process.AddStepFromType<OtherAnswerStep>("count")),
        Define(OtherStep, process => process.AddStepFromType<CountStep>("other")),
        Define(Throws, process => process.AddStepFromType<ThrowingStep>("count")),
        Define(OtherPayload, process => process.AddStepFromType<OtherPayloadStep>("count")),
        Define("v1", process => process.AddStepFromType<CountStep>("count")),
    ];

    private static WorkflowDefinition Define(string version, Func<ProcessBuilder, ProcessStepBuilder> add) => new()
    {
        Name = Name,
        Version = version,
        Build = () =>
        {
            var process = new ProcessBuilder(Name) { Version = version };
            var step = add(process);
            process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(step, "count"));
            process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(step, "excuse"));
            step.OnEvent(Counted).SendEventTo(new ProcessFunctionTargetBuilder(step, "echo"));
            return process;
        },
    };

    internal sealed class ProbeState
    {
        public int Count { get; set; }

        public string? At { get; set; }

        public AppendOnlyLog<string> Said { get; set; } = new();
    }

    internal sealed record Probe
    {
        public required string Text { get; init; }
    }

    internal sealed record OtherProbe
    {
        public int Text { get; init; }
    }

    [Emits(ConversationEvents.MessageCompleted, Counted)]
    internal abstract class CountingStep(TimeProvider clock) : KernelProcessStep<ProbeState>
    {
        protected ProbeState State { get; private set; } = new();

        public override ValueTask ActivateAsync(KernelProcessStepState<ProbeState> state)
        {
            State = state.State!;
            return ValueTask.CompletedTask;
        }

        [KernelFunction("count")]
        public async Task CountAsync(KernelProcessStepContext context, CustomerMessage message)
        {
            State.Count += By;
            State.At = clock.GetUtcNow().ToString("O");
            State.Said.Add(message.Text);
            await context.EmitEventAsync(Counted, new Probe { Text = message.Text });
        }

        [KernelFunction("excuse")]
        public Task ExcuseAsync(KernelProcessStepContext context, KernelProcessError error) => AnswerAsync(context, $"sorry: {error.Message}");

        protected virtual int By => 1;

        protected static Task AnswerAsync(KernelProcessStepContext context, string text) =>
            context.EmitEventAsync(ConversationEvents.MessageCompleted, new MessageCompleted(text), KernelProcessEventVisibility.Public).AsTask();
    }

    internal class CountStep(TimeProvider clock) : CountingStep(clock)
    {
        [KernelFunction("echo")]
        public virtual Task EchoAsync(KernelProcessStepContext context, Probe probe) => AnswerAsync(context, probe.Text);
    }

    internal sealed class OtherStateStep(TimeProvider clock) : CountStep(clock)
    {
        protected override int By => 11;
    }

    internal sealed class OtherAnswerStep(TimeProvider clock) : CountStep(clock)
    {
        public override Task EchoAsync(KernelProcessStepContext context, Probe probe) => AnswerAsync(context, probe.Text + "!");
    }

    internal sealed class ThrowingStep(TimeProvider clock) : CountStep(clock)
    {
        public override Task EchoAsync(KernelProcessStepContext context, Probe probe) => throw new InvalidOperationException("It broke.");
    }

    internal sealed class OtherPayloadStep(TimeProvider clock) : CountingStep(clock)
    {
        [KernelFunction("echo")]
        public Task EchoAsync(KernelProcessStepContext context, OtherProbe probe) => AnswerAsync(context, $"{probe.Text}");
    }
}
