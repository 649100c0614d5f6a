namespace Agent.Processes.Telemetry;

/// <summary>The names under which the runtime tells what it does. They are a contract: docs/telemetry.md lists them all, and a test compares.</summary>
public static class TelemetryNames
{
    /// <summary>The activity source and the meter of the runtime.</summary>
    public const string Source = "Agent.Processes";

    /// <summary>A turn: the root of what one input led to, in the trace of its conversation.</summary>
    public const string Turn = "turn";

    /// <summary>A superstep of a turn.</summary>
    public const string Superstep = "superstep";

    /// <summary>A step's function in a superstep; the step's path follows.</summary>
    public const string Step = "step";

    /// <summary>A call of a model; the model follows.</summary>
    public const string Chat = "chat";

    /// <summary>A commit.</summary>
    public const string Commit = "checkpoint commit";

    /// <summary>The time between a question to a person and the answer.</summary>
    public const string ApprovalWait = "approval wait";

    /// <summary>On a turn in which something was refused: by whom. Such a turn is told whatever the share.</summary>
    public const string Denied = "agent.denied";

    /// <summary>Which approval: on a wait for a person, and on the turn that carries the decision out.</summary>
    public const string Approval = "agent.approval";

    internal const string Tenant = "agent.tenant";
    internal const string Conversation = "agent.conversation";
    internal const string ConversationId = "gen_ai.conversation.id";
    internal const string TurnNumber = "agent.turn";
    internal const string Checkpoint = "agent.checkpoint";
    internal const string Workflow = "agent.workflow";
    internal const string Feature = "agent.feature";
    internal const string Input = "agent.input";
    internal const string RequestId = "agent.request_id";
    internal const string Status = "agent.status";
    internal const string Reason = "agent.reason";
    internal const string SuperstepNumber = "agent.superstep";
    internal const string StepPath = "agent.step";
    internal const string Function = "agent.function";
    internal const string Prompt = "agent.prompt";
    internal const string PromptVersion = "agent.prompt.version";
    internal const string CostUsd = "agent.cost_usd";
    internal const string Approver = "agent.approver";
    internal const string Allowed = "agent.allowed";
    internal const string DecidedBySource = "agent.source";
    internal const string Eligible = "agent.eligible";
    internal const string Succeeded = "agent.succeeded";
    internal const string Fault = "agent.fault";
    internal const string Origin = "agent.origin";
    internal const string Rating = "agent.rating";
    internal const string Cause = "agent.cause";
    internal const string Scope = "agent.scope";
    internal const string Mark = "agent.mark";
    internal const string Outcome = "agent.outcome";
    internal const string ErrorType = "error.type";
    internal const string Operation = "gen_ai.operation.name";
    internal const string RequestModel = "gen_ai.request.model";
    internal const string ResponseModel = "gen_ai.response.model";
    internal const string Provider = "gen_ai.provider.name";
    internal const string TokenType = "gen_ai.token.type";
    internal const string InputTokens = "gen_ai.usage.input_tokens";
    internal const string CachedInputTokens = "gen_ai.usage.cache_read.input_tokens";
    internal const string OutputTokens = "gen_ai.usage.output_tokens";
    internal const string Tool = "gen_ai.tool.name";
    internal const string InputMessages = "gen_ai.input.messages";
    internal const string OutputMessages = "gen_ai.output.messages";
}
