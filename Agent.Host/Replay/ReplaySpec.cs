using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;

namespace Agent.Host.Replay;

/// <summary>What is replayed, and how: stored with the run, and the same after it was broken off.</summary>
internal sealed record ReplaySpec
{
    public required ReplayMode Mode { get; init; }

    /// <summary>The file of recordings; null for stored conversations.</summary>
    public string? File { get; init; }

    public RecordingFormat Format { get; init; }

    /// <summary>Tells the file from one that was changed.</summary>
    public string? FileDigest { get; init; }

    public ReplayApprovals Approvals { get; init; }

    /// <summary>The rules of <see cref="ReplayApprovals.Rule"/>.</summary>
    public IReadOnlyList<string> ApproveIf { get; init; } = [];

    public DivergenceChoice OnDivergence { get; init; }

    /// <summary>The tenant or folder whose shop is copied; null for the one each recording names.</summary>
    public string? Shop { get; init; }

    /// <summary>A file of expected end states.</summary>
    public string? ExpectedFile { get; init; }

    /// <summary>Only recordings with these values, by name.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How often each conversation is held, where models are asked.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Whether models are asked through the provider's batch endpoint.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // runs from before there was such a thing are still the same runs
    public bool Batch { get; init; }

    /// <summary>What a job that asks models may cost, in US dollars; the command line says it anew each time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? BudgetUsd { get; init; }

    /// <summary>The prompt that judges answers, where models are asked; null for none.</summary>
    public string? Judge { get; init; }

    /// <summary>What it is compared with, setting by setting; null for the recording itself.</summary>
    public IReadOnlyDictionary<string, string>? Baseline { get; init; }

    /// <summary>What is tried out, setting by setting.</summary>
    public IReadOnlyDictionary<string, string> Candidate { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    public string ToJson() => JsonSerializer.Serialize(this, ReplayJson.Plain.ReplaySpec);

    public static ReplaySpec Parse(string json) => JsonSerializer.Deserialize(
        json.Replace("\"onDivergence\":\"serve\"", "\"onDivergence\":\"nearest\"", StringComparison.Ordinal), // as it was called in the beginning
        ReplayJson.Plain.ReplaySpec)!;

    /// <summary>The same for the very same things.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));
}
