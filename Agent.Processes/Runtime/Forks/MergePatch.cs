using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Processes.Runtime.Forks;

/// <summary>JSON merge patch, RFC 7396: a member of the patch replaces the target's, null removes it, objects are merged.</summary>
internal static class MergePatch
{
    /// <returns>A new document; the target stays as it is.</returns>
    public static JsonNode? Apply(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            return patch.ValueKind is JsonValueKind.Null ? null : JsonSerializer.SerializeToNode(patch);
        }

        var merged = target is JsonObject present ? (JsonObject)present.DeepClone() : [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Null)
            {
                merged.Remove(member.Name);
            }
            else
            {
                merged[member.Name] = Apply(merged[member.Name], member.Value);
            }
        }

        return merged;
    }
}
