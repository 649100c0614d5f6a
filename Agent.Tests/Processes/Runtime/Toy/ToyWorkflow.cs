using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Runtime.Toy;

/// <summary>A small workflow with one of everything: state, a log, a nested process, fan-in, an approval, an end, errors routed and not.</summary>
internal static class ToyWorkflow
{
    public const string Name = "toy";
    public const string Heard = "toy.heard";
    public const string Worked = "toy.worked";
    public const string Asked = "toy.asked";
    public const string Left = "toy.left";
    public const string Right = "toy.right";
    public const string Answered = "toy.answered";
    public const string Closed = "toy.closed";

    public static WorkflowDefinition Definition { get; } = Of("v1");

    public static WorkflowDefinition Of(string version) => new() { Name = Name, Version = version, Build = () => Build(version), EndEvents = [Closed] };

    private static ProcessBuilder Build(string version)
    {
        var process = new ProcessBuilder(Name) { Version = version };
        var hear = process.AddStepFromType<HearStep>("hear");
        var inner = new ProcessBuilder("inner");
        var work = inner.AddStepFromType<WorkStep>("work");
        inner.OnInputEvent(Heard).SendEventTo(new ProcessFunctionTargetBuilder(work, WorkStep.Work));
        inner.OnInputEvent(Right).SendEventTo(new ProcessFunctionTargetBuilder(work, WorkStep.Carry));
        process.AddStepFromProcess(inner);
        var join = process.AddStepFromType<JoinStep>("join");
        var answer = process.AddStepFromType<AnswerStep>("answer");

        process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(hear, HearStep.Hear));
        process.OnInputEvent(ConversationInputs.ApprovalDecided).SendEventTo(new ProcessFunctionTargetBuilder(answer, AnswerStep.Decide));
        process.OnInputEvent(ConversationInputs.ApprovalExpired).SendEventTo(new ProcessFunctionTargetBuilder(answer, AnswerStep.Decide));
        hear.OnEvent(Heard).SendEventTo(inner.WhereInputEventIs(Heard));
        inner.OnEvent(Worked).SendEventTo(new ProcessFunctionTargetBuilder(answer, AnswerStep.Answer));
        hear.OnEvent(Left).SendEventTo(new ProcessFunctionTargetBuilder(join, JoinStep.Join, "left"));
        hear.OnEvent(Right).SendEventTo(inner.WhereInputEventIs(Right));
        inner.OnEvent(Right).SendEventTo(new ProcessFunctionTargetBuilder(join, JoinStep.Join, "right"));
        join.OnEvent(Worked).SendEventTo(new ProcessFunctionTargetBuilder(answer, AnswerStep.Answer));
        answer.OnEvent(Answered).SendEventTo(new ProcessFunctionTargetBuilder(hear, HearStep.Note));
        process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(answer, AnswerStep.Apologize));
        return process;
    }
}

internal sealed record Wish
{
    public string Text { get; init; } = "";

    public int Number { get; init; }
}

internal sealed class HearState
{
    public int Count { get; set; }

    public AppendOnlyLog<string> Texts { get; set; } = new();
}

[Emits(ToyWorkflow.Heard, ToyWorkflow.Left, ToyWorkflow.Right)]
internal sealed class HearStep : KernelProcessStep<HearState>
{
    public const string Hear = "hear";
    public const string Note = "note";
    private HearState _state = new();

    public override ValueTask ActivateAsync(KernelProcessStepState<HearState> state)
    {
        _state = state.State!;
        return ValueTask.CompletedTask;
    }

    [KernelFunction(Note), NoActivity]
    public void NoteAnswer(Wish wish) => _state.Texts.Add("answered " + wish.Text);

    [KernelFunction(Hear)]
    public async Task HearAsync(KernelProcessStepContext context, CustomerMessage message)
    {
        _state.Count++;
        _state.Texts.Add(message.Text);
        var wish = new Wish { Text = message.Text, Number = _state.Count };
        if (message.Text == "join")
        {
            await context.EmitEventAsync(ToyWorkflow.Left, wish);
            await context.EmitEventAsync(ToyWorkflow.Right, wish);
            return;
        }

        await context.EmitEventAsync(ToyWorkflow.Heard, wish);
    }
}

[Emits(ToyWorkflow.Worked, ToyWorkflow.Right)]
internal sealed class WorkStep(ToyWorld world) : KernelProcessStep
{
    public const string Work = "work";
    public const string Carry = "carry";

    [KernelFunction(Work)]
    public async Task WorkAsync(KernelProcessStepContext context, Kernel kernel, Wish wish, CancellationToken cancellationToken = default)
    {
        await world.WorkAsync(kernel.Conversation, wish, cancellationToken);
        await context.EmitEventAsync(ToyWorkflow.Worked, wish, KernelProcessEventVisibility.Public);
    }

    [KernelFunction(Carry)]
    public Task CarryAsync(KernelProcessStepContext context, Wish wish) =>
        context.EmitEventAsync(ToyWorkflow.Right, wish, KernelProcessEventVisibility.Public).AsTask();
}

[Emits(ToyWorkflow.Worked)]
internal sealed class JoinStep : KernelProcessStep
{
    public const string Join = "join";

    [KernelFunction(Join)]
    public Task JoinAsync(KernelProcessStepContext context, Wish left, Wish right) =>
        context.EmitEventAsync(ToyWorkflow.Worked, new Wish { Text = left.Text + "+" + right.Text, Number = left.Number }).AsTask();
}

internal sealed class AnswerState
{
    public string? Last { get; set; }
}

[Emits(ConversationEvents.MessageCompleted, ConversationEvents.ApprovalRequested, ConversationEvents.ApprovalDecided, ToyWorkflow.Answered, ToyWorkflow.Closed)]
internal sealed class AnswerStep(ToyWorld world, TimeProvider clock) : KernelProcessStep<AnswerState>
{
    public const string Answer = "answer";
    public const string Decide = "decide";
    public const string Apologize = "apologize";

    /// <summary>Asks a question that lapses in an hour, with reminders after 30 and 45 minutes.</summary>
    public const string AskForAnHour = "ask for an hour";

    private AnswerState _state = new();

    public override ValueTask ActivateAsync(KernelProcessStepState<AnswerState> state)
    {
        _state = state.State!;
        return ValueTask.CompletedTask;
    }

    [KernelFunction(Answer)]
    public async Task AnswerAsync(KernelProcessStepContext context, Kernel kernel, Wish wish, CancellationToken cancellationToken = default)
    {
        await world.BeforeAnswer(wish, cancellationToken);
        _state.Last = wish.Text;
        if (wish.Text is "ask" or AskForAnHour)
        {
            await context.EmitEventAsync(ConversationEvents.ApprovalRequested, Question(kernel, wish), KernelProcessEventVisibility.Public);
            return;
        }

        await world.Speak(wish, kernel.TurnOutput, cancellationToken);
        kernel.TurnOutput.WriteDelta("echo");
        await context.EmitEventAsync(ConversationEvents.MessageCompleted, new MessageCompleted($"{wish.Number}: {wish.Text}"), KernelProcessEventVisibility.Public);
        if (wish.Text == "note")
        {
            await context.EmitEventAsync(ToyWorkflow.Answered, wish);
        }

        if (wish.Text == "bye")
        {
            await context.EmitEventAsync(ToyWorkflow.Closed, null, KernelProcessEventVisibility.Public);
        }
    }

    [KernelFunction(Decide)]
    public async Task DecideAsync(KernelProcessStepContext context, ApprovalDecided decision)
    {
        await context.EmitEventAsync(ConversationEvents.ApprovalDecided, decision, KernelProcessEventVisibility.Public);
        await context.EmitEventAsync(
            ConversationEvents.MessageCompleted, new MessageCompleted(decision.Approved ? "approved" : "denied"), KernelProcessEventVisibility.Public);
    }

    [KernelFunction(Apologize)]
    public Task ApologizeAsync(KernelProcessStepContext context, KernelProcessError error) => error.Message == "fall"
        ? throw new InvalidOperationException("The apology fell over.")
        : context.EmitEventAsync(ConversationEvents.MessageCompleted, new MessageCompleted("sorry: " + error.Message), KernelProcessEventVisibility.Public).AsTask();

    private ApprovalRequested Question(Kernel kernel, Wish wish) => new()
    {
        ExpiresAt = wish.Text == AskForAnHour ? clock.GetUtcNow().AddHours(1) : null,
        Reminders = wish.Text == AskForAnHour ? [clock.GetUtcNow().AddMinutes(30), clock.GetUtcNow().AddMinutes(45)] : null,
        ApprovalId = kernel.Approvals.NewId($"call-{wish.Number}"),
        Approver = "operator",
        Tool = "toy_tool",
        Arguments = System.Text.Json.JsonSerializer.SerializeToElement(new { wish.Number }),
        Summary = "Do it?",
        Rule = "toy_rule",
        Digest = "0",
    };
}
