using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Approvals;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>
/// The orders specialist: each run is one model call at most, or two where a long conversation is summarised first (and one that was refused, where a budget makes it necessary), and the answer is a reply or calls to be worked off one by one.
/// It changes nothing itself: a call that would is only proposed.
/// </summary>
[KernelProcessStepMetadata("v1")]
[Emits(
    OrdersEvents.ReadRequested, OrdersEvents.ActionProposed, OrdersEvents.CallAnswered, OrdersEvents.ReplyDrafted, OrdersEvents.GaveUp)]
internal sealed class OrdersAgentStep(
    PromptLibrary prompts, PolicyBook policies, AgentModel model, TalkSummarizer summarizer, IOptions<SupportOptions> options, TimeProvider clock) : KernelProcessStep<OrdersAgentState>
{
    public const string Answer = "answer";
    public const string Resume = "resume";
    public const string NoteQuestion = "note_question";
    public const string NoteLapse = "note_lapse";
    public const string Revise = "revise";
    public const string TakeBack = "take_back";

    private OrdersAgentState _state = new();
    private OrdersAgentMemory _memory = null!;

    public override ValueTask ActivateAsync(KernelProcessStepState<OrdersAgentState> state)
    {
        _state = state.State!;
        _memory = new(_state);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a message of the customer.</summary>
    [KernelFunction(Answer)]
    public async Task AnswerAsync(KernelProcessStepContext context, Kernel kernel, MessageAllowed message, CancellationToken cancellationToken = default)
    {
        _memory.Hear(message.Text);
        if (!message.IsWaiting)
        {
            // Whatever was left from a turn that failed is not what the customer speaks of now.
            _memory.Clear();
            await summarizer.SummarizeAsync(kernel, _state.Memory, _state.Summaries, cancellationToken);
        }

        await ThinkAsync(context, kernel, null, 1, cancellationToken);
    }

    /// <summary>Takes the end of a call, and goes on with the next one or with the model.</summary>
    [KernelFunction(Resume)]
    public async Task ResumeAsync(KernelProcessStepContext context, Kernel kernel, ToolAnswer answer, CancellationToken cancellationToken = default)
    {
        _memory.Learn(answer, SupportCustomers.Identified(kernel.Conversation.CustomerId));
        if (_state.Planned.Count > 0)
        {
            await DispatchAsync(context, kernel);
            return;
        }

        await ThinkAsync(context, kernel, null, 1, cancellationToken);
    }

    /// <summary>Notes that a person was asked, and with which words. The model is not needed for that.</summary>
    [KernelFunction(NoteQuestion), NoActivity]
    public void NoteAsked(ApprovalAsked asked) => _memory.Wait(asked);

    /// <summary>Notes that nobody decided in time. The customer is told in fixed words, so the model is not needed.</summary>
    [KernelFunction(NoteLapse), NoActivity]
    public void NoteLapsed(ActionLapsed lapsed) => _memory.Lapse(lapsed);

    /// <summary>Takes the conversation back from a person. What was planned before is off the table.</summary>
    [KernelFunction(TakeBack), NoActivity]
    public void TakeBackFrom(HandedBack back)
    {
        _memory.TakeBack();
        AgentTranscript.AppendHandedBack(_state.Memory, back);
    }

    /// <summary>Writes the last answer again.</summary>
    [KernelFunction(Revise)]
    public async Task ReviseAsync(KernelProcessStepContext context, Kernel kernel, ReplyRejected rejected, CancellationToken cancellationToken = default)
    {
        _state.Draft = null;
        await ThinkAsync(context, kernel, rejected.Fault, 2, cancellationToken);
    }

    private async Task ThinkAsync(KernelProcessStepContext context, Kernel kernel, string? fault, int attempt, CancellationToken cancellationToken)
    {
        if (!_memory.MayThink(kernel.Conversation.TurnId, options.Value.MaxIterations))
        {
            await GiveUpAsync(context, kernel);
            return;
        }

        var customer = _memory.CustomerId(SupportCustomers.Identified(kernel.Conversation.CustomerId));
        var (response, names) = _state.WaitingFor is null
            ? await summarizer.AskAsync(kernel, _state.Memory, _state.Summaries, AskAsync, cancellationToken)
            : await AskAsync(canShrink: false); // what is decided about stays as it was said
        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        if (calls.Count > 0)
        {
            _memory.Plan(calls, response.Text, names);
            await DispatchAsync(context, kernel);
            return;
        }

        await DraftAsync(context, kernel, response.Text, attempt);

        Task<(ChatResponse Response, IReadOnlyDictionary<string, string> Names)> AskAsync(bool canShrink) =>
            OrdersAgentQuestion.AskAsync(kernel, prompts, model, _state, customer, clock.GetUtcNow(), fault, canShrink, cancellationToken);
    }

    private async ValueTask DraftAsync(KernelProcessStepContext context, Kernel kernel, string text, int attempt)
    {
        _state.Draft = text;
        await context.EmitEventAsync(OrdersEvents.ReplyDrafted, new ReplyDrafted
        {
            Text = text,
            Author = PromptNames.OrdersAgent,
            Attempt = attempt,
            Evidence = [.. _state.Evidence],
            IsWaiting = _state.WaitingFor is not null,
            CustomerText = _state.LastCustomerText,
            CustomerId = _memory.CustomerId(SupportCustomers.Identified(kernel.Conversation.CustomerId)),
        }, KernelProcessEventVisibility.Public);
    }

    private async ValueTask DispatchAsync(KernelProcessStepContext context, Kernel kernel)
    {
        var call = _memory.NextCall(SupportCustomers.Identified(kernel.Conversation.CustomerId));
        if (policies.For(kernel).Find(call.Tool) is null && !ToolCalls.IsConsequential(kernel, call.Tool))
        {
            await context.EmitEventAsync(OrdersEvents.ReadRequested, call);
            return;
        }

        if (_state.WaitingFor is { } waiting && policies.For(kernel).Find(call.Tool) is not { NeverAsks: true })
        {
            await context.EmitEventAsync(OrdersEvents.CallAnswered, new ToolAnswer
            {
                Call = call,
                Result = $"{ToolText.ErrorPrefix} something else waits for approval and has to be settled first: {waiting}",
            });
            return;
        }

        await context.EmitEventAsync(OrdersEvents.ActionProposed, call);
    }

    private async ValueTask GiveUpAsync(KernelProcessStepContext context, Kernel kernel)
    {
        _state.Planned.Clear();
        _state.Draft = SupportTexts.GaveUp;
        await context.EmitEventAsync(OrdersEvents.GaveUp, new TicketNeeded
        {
            Team = SupportTeams.Orders,
            Priority = "high",
            Subject = "The assistant could not settle a request",
            Body = $"The customer wrote: {_state.LastCustomerText}",
            Opening = SupportTexts.GaveUp,
            CustomerId = _memory.CustomerId(SupportCustomers.Identified(kernel.Conversation.CustomerId)),
        }, KernelProcessEventVisibility.Public);
    }
}
