using System.Text.Json.Serialization;

namespace Agent.Host.Replay;

/// <summary>Who says yes in a replay.</summary>
internal enum ReplayApprovals
{
    /// <summary>Whatever was done is agreed to.</summary>
    [JsonStringEnumMemberName("as-recorded")]
    AsRecorded,

    /// <summary>Everything is agreed to.</summary>
    [JsonStringEnumMemberName("approve")]
    Approve,

    /// <summary>Nothing is.</summary>
    [JsonStringEnumMemberName("deny")]
    Deny,

    /// <summary>What the recording names as right is agreed to, each once; nothing else.</summary>
    [JsonStringEnumMemberName("ground-truth")]
    GroundTruth,

    /// <summary>What one of the rules holds for is agreed to; nothing else.</summary>
    [JsonStringEnumMemberName("rule")]
    Rule,
}
