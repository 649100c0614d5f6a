using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Plugins.BackOffice.Erasure;

/// <summary>How orders and outcomes are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ErasureOrder))]
[JsonSerializable(typeof(ErasureOutcome))]
public sealed partial class ErasureJsonContext : JsonSerializerContext;
