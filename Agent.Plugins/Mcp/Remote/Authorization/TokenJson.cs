using System.Text.Json.Serialization;

namespace Agent.Plugins.Mcp.Remote.Authorization;

[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
