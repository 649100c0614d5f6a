using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Specialists;
using Agent.Processes.Workflows.Support.Answers;
using Agent.Processes.Workflows.Support.Approvals;
using Agent.Processes.Workflows.Support.Events;

namespace Agent.Processes.Workflows.Support;

/// <summary>JSON metadata for everything the workflow stores or reads, made at compile time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TriageState))]
[JsonSerializable(typeof(OrdersAgentState))]
[JsonSerializable(typeof(GeneralAgentState))]
[JsonSerializable(typeof(ApprovalState))]
[JsonSerializable(typeof(AgentMessage))]
[JsonSerializable(typeof(TalkSummary))]
[JsonSerializable(typeof(HandedBack))]
[JsonSerializable(typeof(MessageAllowed))]
[JsonSerializable(typeof(TicketNeeded))]
[JsonSerializable(typeof(ReplyDrafted))]
[JsonSerializable(typeof(ReplyRejected))]
[JsonSerializable(typeof(ReplyReady))]
[JsonSerializable(typeof(ToolCall))]
[JsonSerializable(typeof(ToolAnswer))]
[JsonSerializable(typeof(ApprovalNeeded))]
[JsonSerializable(typeof(ApprovalAsked))]
[JsonSerializable(typeof(ActionApproved))]
[JsonSerializable(typeof(ActionLapsed))]
[JsonSerializable(typeof(GuardrailAnswer))]
[JsonSerializable(typeof(TriageAnswer))]
[JsonSerializable(typeof(ConfirmationAnswer))]
internal sealed partial class SupportJsonContext : JsonSerializerContext
{
    /// <summary>For the answers of classifiers, whose members are in lower case.</summary>
    public static SupportJsonContext Answers { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
}
