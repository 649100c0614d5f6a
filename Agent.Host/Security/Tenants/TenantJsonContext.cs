using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Host.Security.Tenants;

/// <summary>How settings are stored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TenantSettings))]
internal sealed partial class TenantJsonContext : JsonSerializerContext;
