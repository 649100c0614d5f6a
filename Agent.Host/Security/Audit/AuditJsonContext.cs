using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Host.Security.Audit;

/// <summary>How details are stored, and how a log is exported.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuditRow))]
[JsonSerializable(typeof(AuditCheckpoint))]
[JsonSerializable(typeof(AuditBeginning))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
