using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Host.Security.Vault;

/// <summary>How a key ring is written, and a vault asked.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(KeyFile))]
[JsonSerializable(typeof(AzureKeyRequest))]
[JsonSerializable(typeof(AzureKeyAnswer))]
internal sealed partial class VaultJsonContext : JsonSerializerContext;
