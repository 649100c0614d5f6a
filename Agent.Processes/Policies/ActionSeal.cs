using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Processes.Policies;

/// <summary>Seals an approval to exactly what was asked.</summary>
internal static class ActionSeal
{
    /// <summary>Lower-case hex SHA-256 over the canonical JSON of tool, arguments, policy version and hash, and facts.</summary>
    public static string Compute(string tool, JsonElement arguments, PolicyBook policies, JsonElement facts)
    {
        var content = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["tool"] = tool,
            ["arguments"] = JsonNode.Parse(arguments.GetRawText()),
            ["policy_version"] = policies.Version,
            ["policy_hash"] = policies.Hash,
            ["facts"] = JsonNode.Parse(facts.GetRawText()),
        });
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(content)));
    }
}
