using System.Text.Json.Serialization;

namespace Agent.Host.Security.Tokens;

/// <summary>The documents of issuers.</summary>
[JsonSerializable(typeof(IssuerMetadata))]
internal sealed partial class TokenJsonContext : JsonSerializerContext;
