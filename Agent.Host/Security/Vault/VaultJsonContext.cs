using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Host.Security.Vault;

/// <summary>How a key ring is written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(KeyFile))]
internal sealed partial class VaultJsonContext : JsonSerializerContext;
