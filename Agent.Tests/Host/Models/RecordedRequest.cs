using System.Text.Json;

namespace Agent.Tests.Host.Models;

/// <summary>A request as it arrived on the wire.</summary>
internal sealed record RecordedRequest(string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body);
