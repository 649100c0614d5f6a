using System.Text.Json.Serialization;

namespace Agent.Host.Portal;

/// <summary>What the portal itself reads and writes as JSON.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PortalJsonContext : JsonSerializerContext;
