using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Answers;
using Agent.Processes.Workflows.Support.Events;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>
/// Asks the person the policy names, and takes the decision from wherever it comes: the customer's next message, an operator, or the end of the time.
/// The desk decides which one holds.
/// </summary>
[KernelProcessStepMetadata("v1")]
[Emits(
    ConversationEvents.ApprovalRequested, ConversationEvents.ApprovalReminder, ConversationEvents.ApprovalDecided, OrdersEvents.ApprovalAsked, OrdersEvents.QuestionReady,
    OrdersEvents.MessagePassed, OrdersEvents.ActionApproved, OrdersEvents.ActionLapsed, OrdersEvents.CallAnswered)]
internal sealed class ApprovalStep(PromptLibrary prompts, PolicyBook policies, TimeProvider clock) : KernelProcessStep<ApprovalState>
{
    public const string Ask = "ask";
    public const string Interpret = "interpret";
    public const string Decide = "decide";
    public const string Expire = "expire";
    public const string Remind = "remind";
    public const string TakeBack = "take_back";

    private ApprovalState _state = new();

    public override ValueTask ActivateAsync(KernelProcessStepState<ApprovalState> state)
    {
        _state = state.State!;
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks.</summary>
    [KernelFunction(Ask), NoActivity]
    public async Task AskAsync(KernelProcessStepContext context, Kernel kernel, ApprovalNeeded needed)
    {
        var due = policies.For(kernel).TimingOf(needed.Call.Tool, needed.Rule, needed.Approver).For(clock.GetUtcNow());
        var pending = new PendingApproval
        {
            ApprovalId = kernel.Approvals.NewId(needed.Round == 1 ? needed.Call.CallId : $"{needed.Call.CallId}:{needed.Round}"),
            Needed = needed,
            Text = ApprovalTexts.Question(needed),
            ExpiresAt = due.ExpiresAt,
        };
        _state.Pending = pending with { Needed = needed with { Call = needed.Call with { CustomerText = null } } };
        await context.EmitEventAsync(ConversationEvents.ApprovalRequested, ApprovalTexts.Request(pending) with { Reminders = due.Reminders }, KernelProcessEventVisibility.Public);
        await context.EmitEventAsync(
            OrdersEvents.ApprovalAsked, new ApprovalAsked { Call = needed.Call, Summary = needed.Summary, Approver = needed.Approver, Text = pending.Text });
        await AskCustomerAsync(context, pending);
    }

    /// <summary>Takes what the customer writes while the question is open.</summary>
    [KernelFunction(Interpret)]
    public async Task InterpretAsync(KernelProcessStepContext context, Kernel kernel, MessageAllowed message, CancellationToken cancellationToken = default)
    {
        if (_state.Pending is not { } pending)
        {
            await context.EmitEventAsync(OrdersEvents.MessagePassed, message);
            return;
        }

        var variables = new KernelArguments { [PromptVariables.PendingAction] = pending.Needed.Summary };
        var answer = await prompts.For(kernel, PromptNames.Confirmation, message.Text).ClassifyAsync(
            kernel, message.Text, variables, SupportJsonContext.Answers.ConfirmationAnswer, cancellationToken);
        switch (answer?.Decision)
        {
            case ConfirmationAnswer.Confirm when pending.Needed.Approver == Approvers.Customer:
                await SettleAsync(context, kernel, pending, message.Text, approve: true, null, cancellationToken);
                break;
            case ConfirmationAnswer.Decline or ConfirmationAnswer.Change:
                await SettleAsync(context, kernel, pending, message.Text, approve: false, answer.Reason, cancellationToken);
                break;
            case var _ when await kernel.Approvals.FindOwnDecisionAsync(pending.ApprovalId, cancellationToken) is { } earlier:
                // The turn was begun before, and the words were read as a decision then: it is stored, and nobody would ever carry it out.
                await CarryOutAsync(context, pending, earlier, earlier.Approved, message.Text);
                break;
            case null:
                // No valid answer twice: nobody is taken at a word that was not understood.
                await AskCustomerAsync(context, pending);
                break;
            default:
                await context.EmitEventAsync(OrdersEvents.MessagePassed, message with { IsWaiting = true });
                break;
        }
    }

    /// <summary>Takes a decision made elsewhere. One for a question that is no longer open changes nothing.</summary>
    [KernelFunction(Decide)]
    public async Task DecideAsync(KernelProcessStepContext context, ApprovalDecided decided)
    {
        if (_state.Pending is { } pending && pending.ApprovalId == decided.ApprovalId)
        {
            await CarryOutAsync(context, pending, decided, decided.Approved, null);
        }
    }

    /// <summary>Closes a question that nobody decided in time, and says what was not done.</summary>
    [KernelFunction(Expire), NoActivity]
    public async Task ExpireAsync(KernelProcessStepContext context, ApprovalDecided expired)
    {
        if (_state.Pending is not { } pending || pending.ApprovalId != expired.ApprovalId)
        {
            return;
        }

        _state.Pending = null;
        var text = ApprovalTexts.Lapse(pending.Needed);
        await context.EmitEventAsync(ConversationEvents.ApprovalDecided, expired, KernelProcessEventVisibility.Public);
        await context.EmitEventAsync(
            OrdersEvents.ActionLapsed, new ActionLapsed { Call = pending.Needed.Call, Result = ApprovalTexts.Refusal(expired), Text = text });
        await context.EmitEventAsync(OrdersEvents.QuestionReady, new ReplyReady { Text = text, IsWaiting = false }, KernelProcessEventVisibility.Public);
    }

    /// <summary>Reminds whoever is asked: an operator by the event alone, the customer also in words.</summary>
    [KernelFunction(Remind), NoActivity]
    public async Task RemindAsync(KernelProcessStepContext context, ApprovalReminder reminder)
    {
        if (_state.Pending is not { } pending || pending.ApprovalId != reminder.ApprovalId)
        {
            return;
        }

        await context.EmitEventAsync(ConversationEvents.ApprovalReminder, reminder, KernelProcessEventVisibility.Public);
        if (pending.Needed.Approver == Approvers.Customer)
        {
            await context.EmitEventAsync(
                OrdersEvents.QuestionReady, new ReplyReady { Text = ApprovalTexts.Reminder(pending), IsWaiting = true }, KernelProcessEventVisibility.Public);
        }
    }

    /// <summary>Forgets the question that was open when a person took over: it has been withdrawn.</summary>
    [KernelFunction(TakeBack), NoActivity]
    public void TakeBackFrom(HandedBack back) => _state.Pending = null;

    private async Task SettleAsync(
        KernelProcessStepContext context, Kernel kernel, PendingApproval pending, string text, bool approve, string? reason, CancellationToken cancellationToken)
    {
        // The customer's no stands even where an operator's yes came first: nothing is done to a customer who does not want it, and the desk writes down
        // that the yes was called off.
        var decided = await kernel.Approvals.DecideAsync(pending.ApprovalId, approve, reason, cancellationToken);
        await CarryOutAsync(context, pending, decided, decided.Approved && approve, text);
    }

    private async Task CarryOutAsync(KernelProcessStepContext context, PendingApproval pending, ApprovalDecided decided, bool goesAhead, string? customerText)
    {
        _state.Pending = null;
        await context.EmitEventAsync(ConversationEvents.ApprovalDecided, decided, KernelProcessEventVisibility.Public);
        if (goesAhead)
        {
            await context.EmitEventAsync(OrdersEvents.ActionApproved, new ActionApproved { Approval = pending, CustomerText = customerText });
            return;
        }

        await context.EmitEventAsync(OrdersEvents.CallAnswered, new ToolAnswer
        {
            Call = pending.Needed.Call with { CustomerText = customerText },
            Result = ApprovalTexts.Refusal(decided),
        });
    }

    private static ValueTask AskCustomerAsync(KernelProcessStepContext context, PendingApproval pending) =>
        context.EmitEventAsync(OrdersEvents.QuestionReady, new ReplyReady { Text = pending.Text, IsWaiting = true }, KernelProcessEventVisibility.Public);
}
