using System.Text.Json.Serialization;

namespace Agent.Host.Security.Sessions;

/// <summary>What is sealed in cookies, and what an issuer answers.</summary>
[JsonSerializable(typeof(SignInAttempt))]
[JsonSerializable(typeof(SessionTicket))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class SessionJsonContext : JsonSerializerContext;
