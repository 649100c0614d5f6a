using System.Text.Json.Serialization;

namespace Agent.Host.Replay.Live.Batching;

/// <summary>Asks for a batch.</summary>
/// <param name="InputFileId">The file of calls.</param>
/// <param name="Endpoint">Where they all go to.</param>
/// <param name="CompletionWindow">By when they are to be answered.</param>
/// <param name="Metadata">What the provider keeps beside it.</param>
internal sealed record BatchRequest(string InputFileId, string Endpoint, string CompletionWindow, IReadOnlyDictionary<string, string> Metadata);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BatchRequest))]
internal sealed partial class BatchJson : JsonSerializerContext;
