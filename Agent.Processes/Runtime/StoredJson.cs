using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Agent.Processes.Runtime;

/// <summary>How states, payloads and events are written. Stored data outlives the code: names are camel case, enums are texts, nulls are left out.</summary>
internal static class StoredJson
{
    /// <summary>For the runtime's own records.</summary>
    public static JsonSerializerOptions Options { get; } = OptionsFor(null);

    public static JsonSerializerOptions OptionsFor(IJsonTypeInfoResolver? workflow)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // The texts go to a database, not into a page: letters of every script stay as they are, which is shorter.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = workflow is null
                ? JsonTypeInfoResolver.Combine(RuntimeJsonContext.Default, new DefaultJsonTypeInfoResolver())
                : JsonTypeInfoResolver.Combine(RuntimeJsonContext.Default, workflow, new DefaultJsonTypeInfoResolver()),
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new StoredLogConverter());
        options.MakeReadOnly();
        return options;
    }
}

[JsonSerializable(typeof(TurnStarted))]
[JsonSerializable(typeof(StepCompleted))]
[JsonSerializable(typeof(GuardrailVerdict))]
[JsonSerializable(typeof(ToolCalled))]
[JsonSerializable(typeof(ToolCompleted))]
[JsonSerializable(typeof(EligibilityDecided))]
[JsonSerializable(typeof(ApprovalRequested))]
[JsonSerializable(typeof(ApprovalReminder))]
[JsonSerializable(typeof(ApprovalDecided))]
[JsonSerializable(typeof(MessageDelta))]
[JsonSerializable(typeof(MessageCompleted))]
[JsonSerializable(typeof(ConversationClaimed))]
[JsonSerializable(typeof(ConversationReleased))]
[JsonSerializable(typeof(HandedBack))]
[JsonSerializable(typeof(TurnCompleted))]
[JsonSerializable(typeof(TurnFailed))]
[JsonSerializable(typeof(CustomerMessage))]
[JsonSerializable(typeof(Execution.TurnProgress))]
[JsonSerializable(typeof(Journal.ActivityRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RuntimeJsonContext : JsonSerializerContext;
