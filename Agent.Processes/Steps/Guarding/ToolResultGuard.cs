using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Processes.Steps.Guarding;

/// <summary>
/// Looks through a tool's answer before a model or a policy sees it. Customers and suppliers write into records, too: a name or a note that tries to give
/// instructions is taken out, and the rest of the answer stays usable.
/// </summary>
internal static class ToolResultGuard
{
    /// <summary>What stands in the place of what was taken out.</summary>
    public const string Removed = "[removed: this read like instructions]";

    /// <summary>Shorter texts hold no instruction; ids, prices and dates need not be looked at.</summary>
    private const int ShortestOrder = 12;

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes out what tries to give instructions.</summary>
    /// <param name="result">The answer as the tool gave it.</param>
    /// <param name="shape">What was found, see <see cref="InjectionShapes"/>; null when nothing was.</param>
    /// <returns>The very text when nothing was found.</returns>
    public static string Clean(string result, out string? shape)
    {
        shape = null;
        if (result.Length < ShortestOrder)
        {
            return result;
        }

        if (!IsDocument(result, out var isClean))
        {
            shape = InjectionShapes.Find(result);
            return shape is null ? result : $"Error: the tool's answer was withheld: {Removed}";
        }

        if (isClean)
        {
            return result;
        }

        var document = JsonNode.Parse(result)!;
        Clean(document, ref shape);
        return document.ToJsonString(s_plain);
    }

    /// <summary>Whether it is JSON, and nothing in it has to go: nearly every answer, which is not taken apart for it.</summary>
    private static bool IsDocument(string text, out bool isClean)
    {
        isClean = false;
        if (text[0] is not ('{' or '['))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            isClean = IsClean(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsClean(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(member => (member.Name.Length < ShortestOrder || InjectionShapes.Find(member.Name) is null) && IsClean(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(IsClean),
        // What it takes as UTF-8 between two quotes is never less than its characters.
        JsonValueKind.String => JsonMarshal.GetRawUtf8Value(element).Length < ShortestOrder + 2 || InjectionShapes.Find(element.GetString()!) is null,
        _ => true,
    };

    private static void Clean(JsonNode node, ref string? shape)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray())
            {
                if (Looks(name, ref shape))
                {
                    members.Remove(name);
                }
                else if (IsInstruction(value, ref shape))
                {
                    members[name] = Removed;
                }
            }
        }
        else if (node is JsonArray items)
        {
            for (var at = 0; at < items.Count; at++)
            {
                if (IsInstruction(items[at], ref shape))
                {
                    items[at] = Removed;
                }
            }
        }
    }

    /// <summary>Whether it is a text that has to go; what holds other values is cleaned inside.</summary>
    private static bool IsInstruction(JsonNode? node, ref string? shape)
    {
        if (node is JsonValue value)
        {
            return value.TryGetValue<string>(out var text) && Looks(text, ref shape);
        }

        if (node is not null)
        {
            Clean(node, ref shape);
        }

        return false;
    }

    private static bool Looks(string text, ref string? shape)
    {
        if (text.Length < ShortestOrder || InjectionShapes.Find(text) is not { } found)
        {
            return false;
        }

        shape ??= found;
        return true;
    }
}
