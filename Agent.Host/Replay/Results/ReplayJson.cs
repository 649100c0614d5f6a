using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Host.Api;
using Agent.Host.Replay.Recordings;

namespace Agent.Host.Replay.Results;

/// <summary>JSON of replays, stored and reported: camel case, nulls left out, enums in lower case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(LowerCaseEnumConverter<ReplayVerdict>), typeof(LowerCaseEnumConverter<ReplayMode>), typeof(LowerCaseEnumConverter<ReplayApprovals>),
        typeof(LowerCaseEnumConverter<DivergenceChoice>), typeof(LowerCaseEnumConverter<RecordingFormat>),
    ])]
[JsonSerializable(typeof(ReplayResult))]
[JsonSerializable(typeof(ReplaySummary))]
[JsonSerializable(typeof(ReplaySpec))]
internal sealed partial class ReplayJson : JsonSerializerContext
{
    /// <summary>The same, with letters of every script as they are.</summary>
    public static ReplayJson Plain => Relaxed.Context;

    /// <summary>A class of its own, because the order in which the parts of a partial class are initialised is anybody's guess.</summary>
    private static class Relaxed
    {
        public static readonly ReplayJson Context = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
