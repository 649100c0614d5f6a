using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Host.Privacy;

/// <summary>How erasures are stored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ErasureSubject))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
internal sealed partial class PrivacyJsonContext : JsonSerializerContext;
