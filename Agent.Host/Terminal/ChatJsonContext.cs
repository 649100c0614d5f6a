using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Processes;

namespace Agent.Host.Terminal;

/// <summary>Reads the data of events.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GuardrailVerdict))]
[JsonSerializable(typeof(ToolCalled))]
[JsonSerializable(typeof(ToolCompleted))]
[JsonSerializable(typeof(EligibilityDecided))]
[JsonSerializable(typeof(ApprovalDecided))]
[JsonSerializable(typeof(MessageDelta))]
[JsonSerializable(typeof(MessageCompleted))]
[JsonSerializable(typeof(TurnFailed))]
internal sealed partial class ChatJsonContext : JsonSerializerContext;
