using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Host.Api;

/// <summary>Writes and reads an enum by its name in lower case; numbers are refused.</summary>
internal sealed class LowerCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
