using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Replay.Recordings;

namespace Agent.Host.Replay.Exporting;

/// <summary>Writes a stored conversation as a recording: a line that can be replayed here and elsewhere.</summary>
internal static class ConversationExport
{
    /// <summary>With its journal, so that it can be replayed exactly. Nothing is replaced: it holds whatever the conversation holds.</summary>
    public static string Lossless(RecordedConversation conversation)
    {
        var line = Write(conversation, conversation.Id, conversation.Customer, text => text, _ => { });
        line["journal"] = conversation.Journal!.ToJson();
        return line.ToJsonString(Relaxed);
    }

    /// <summary>Without its journal, and with pseudonyms in place of everything personal; the tools' results included.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="profile">The customer's profile: people speak of themselves without anything being looked up. Null where there is none.</param>
    /// <param name="key">The secret the pseudonyms are made with.</param>
    public static string Pseudonymous(RecordedConversation conversation, JsonNode? profile, byte[] key)
    {
        var pseudonyms = new Pseudonyms(key);
        var customer = pseudonyms.Customer(conversation.Customer);
        pseudonyms.LearnFrom(profile);
        pseudonyms.LearnFrom(conversation);
        return Write(conversation, conversation.Id, customer, pseudonyms.Replace, pseudonyms.LearnFrom).ToJsonString(Relaxed);
    }

    /// <summary>Letters of every script as they are.</summary>
    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Write(RecordedConversation conversation, string id, string customer, Func<string, string> replace, Action<JsonNode?> clean)
    {
        var messages = new JsonArray();
        foreach (var message in conversation.Messages)
        {
            var written = new JsonObject { ["role"] = message.Role, ["content"] = message.Text.Length == 0 && message.Calls.Count > 0 ? null : replace(message.Text) };
            if (message.Calls.Count > 0)
            {
                written["tool_calls"] = new JsonArray([.. message.Calls.Select(call => new JsonObject
                {
                    ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Tool, ["arguments"] = Clean(call.Arguments.DeepClone(), replace, clean) },
                })]);
            }

            messages.Add(written);
            foreach (var call in message.Calls.Where(call => call.Result is not null))
            {
                messages.Add(new JsonObject { ["role"] = RecordedMessage.Tool, ["tool_call_id"] = call.Id, ["name"] = call.Tool, ["content"] = Parse(call.Result) is { } json ? Clean(json, replace, clean) : replace(call.Result!) });
            }
        }

        return new() { ["id"] = id, ["tenant"] = conversation.Tenant, ["customer"] = customer, ["at"] = conversation.At, ["messages"] = messages };
    }

    private static string Clean(JsonNode json, Func<string, string> replace, Action<JsonNode?> clean)
    {
        clean(json);
        return replace(json.ToJsonString(Relaxed));
    }

    /// <summary>The document a text is; null when it is none.</summary>
    public static JsonNode? Parse(string? text)
    {
        try
        {
            return text is { Length: > 1 } && text[0] is '{' or '[' ? JsonNode.Parse(text!) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
