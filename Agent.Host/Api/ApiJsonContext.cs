using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Host.Api.Contracts;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Tenants;
using Agent.Processes;
using Agent.Processes.Replay;
using Agent.Processes.Costs.Anomalies;
using Agent.Processes.Costs.Usage;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>How the API writes JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(LowerCaseEnumConverter<ConversationStatus>), typeof(LowerCaseEnumConverter<ConversationPriority>), typeof(LowerCaseEnumConverter<ApprovalStatus>),
        typeof(LowerCaseEnumConverter<Verdict>), typeof(LowerCaseEnumConverter<ReplayOutcome>), typeof(LowerCaseEnumConverter<ReplayRunStatus>), typeof(LowerCaseEnumConverter<ForkAnswer>),
        typeof(LowerCaseEnumConverter<UsageDimension>),
        typeof(LowerCaseEnumConverter<FeedbackRating>),
    ])]
[JsonSerializable(typeof(ConversationRequest))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(ForkConversationRequest))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ReleaseRequest))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(FeedbackView))]
[JsonSerializable(typeof(TranscriptEntry))]
[JsonSerializable(typeof(ItemsResponse<FeedbackView>))]
[JsonSerializable(typeof(ItemsResponse<TakeOverView>))]
[JsonSerializable(typeof(StartedResponse))]
[JsonSerializable(typeof(ConversationResponse))]
[JsonSerializable(typeof(TurnResponse))]
[JsonSerializable(typeof(DecidedResponse))]
[JsonSerializable(typeof(ApprovalResponse))]
[JsonSerializable(typeof(ItemsResponse<ListedConversation>))]
[JsonSerializable(typeof(ItemsResponse<TranscriptEntry>))]
[JsonSerializable(typeof(ItemsResponse<SuperstepView>))]
[JsonSerializable(typeof(ItemsResponse<ApprovalResponse>))]
[JsonSerializable(typeof(ItemsResponse<WorkflowView>))]
[JsonSerializable(typeof(ItemsResponse<ParkedView>))]
[JsonSerializable(typeof(ItemsResponse<ReplicaView>))]
[JsonSerializable(typeof(CheckpointView))]
[JsonSerializable(typeof(CheckpointDiff))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(RetentionView))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(RotationRequest))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(ItemsResponse<ApiKeyResponse>))]
[JsonSerializable(typeof(TenantRequest))]
[JsonSerializable(typeof(SuspensionRequest))]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(TenantResponse))]
[JsonSerializable(typeof(OwnTenantResponse))]
[JsonSerializable(typeof(ItemsResponse<TenantResponse>))]
[JsonSerializable(typeof(TeamsDirectoryRequest))]
[JsonSerializable(typeof(TeamsDirectoryResponse))]
[JsonSerializable(typeof(ItemsResponse<TeamsDirectoryResponse>))]
[JsonSerializable(typeof(TeamsPersonRequest))]
[JsonSerializable(typeof(TeamsPersonResponse))]
[JsonSerializable(typeof(ItemsResponse<TeamsPersonResponse>))]
[JsonSerializable(typeof(ItemsResponse<AuditRow>))]
[JsonSerializable(typeof(ItemsResponse<AuditCheckpoint>))]
[JsonSerializable(typeof(CustomerRequest))]
[JsonSerializable(typeof(ErasureResponse))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookResponse))]
[JsonSerializable(typeof(WebhookDeliveryResponse))]
[JsonSerializable(typeof(ItemsResponse<WebhookResponse>))]
[JsonSerializable(typeof(ItemsResponse<WebhookDeliveryResponse>))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(ItemsResponse<AnomalyView>))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string[]>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
