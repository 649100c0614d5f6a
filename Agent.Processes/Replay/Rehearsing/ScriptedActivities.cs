using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Journal;
using Agent.Processes.Prompts;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>Writes what a foreign recording holds as the journal would have it.</summary>
internal static class ScriptedActivities
{
    public static ActivityRecord Model(string prompt, string text) => new()
    {
        Kind = ActivityKinds.Model,
        Name = prompt,
        Step = RehearsalScript.AnyStep,
        Response = JsonSerializer.SerializeToElement(new JsonArray(new JsonObject { ["role"] = "assistant", ["text"] = text })),
        StartedAt = default,
        DurationMs = 0,
    };

    /// <summary>What the recorded agent said and called.</summary>
    /// <param name="message">The message.</param>
    /// <param name="place">Makes the calls' ids unique.</param>
    public static ActivityRecord Answer(ScriptedMessage message, int place)
    {
        var answer = new JsonObject { ["role"] = "assistant" };
        if (message.Text.Length > 0)
        {
            answer["text"] = message.Text;
        }

        for (var index = 0; index < message.Calls.Count; index++)
        {
            var call = message.Calls[index];
            answer[string.Create(CultureInfo.InvariantCulture, $"{ModelCall.CallPrefix}{place}_{index}")] = new JsonObject
            {
                ["name"] = call.Tool, ["arguments"] = JsonNode.Parse(call.Arguments.GetRawText()),
            };
        }

        return Model(PromptNames.OrdersAgent, "") with { Response = JsonSerializer.SerializeToElement(new JsonArray(answer)) };
    }

    public static ActivityRecord Call(ScriptedCall call) => new()
    {
        Kind = ActivityKinds.Tool,
        Name = call.Tool,
        Step = RehearsalScript.AnyStep,
        Request = call.Arguments,
        Response = JsonSerializer.SerializeToElement(call.Result),
        StartedAt = default,
        DurationMs = 0,
    };
}
