using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Host.Evaluation.Metrics;

namespace Agent.Host.Evaluation;

/// <summary>One run of a suite, as it is kept for the next one to be compared with.</summary>
internal sealed record EvaluationRun
{
    /// <summary>The suite's name.</summary>
    public required string Suite { get; init; }

    /// <summary>When it ran.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who answered: the provider, and the models by service id.</summary>
    public required IReadOnlyDictionary<string, string> Models { get; init; }

    /// <summary>Prompts and policies, with version and hash.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>What was tried out, setting by setting.</summary>
    public required IReadOnlyDictionary<string, string> Candidate { get; init; }

    /// <summary>How often a model was asked.</summary>
    public int ModelCalls { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>What the answers cost; null when that is not known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>How well each kind of question was answered.</summary>
    public required IReadOnlyList<KindMetrics> Metrics { get; init; }

    /// <summary>What came of each case.</summary>
    public required IReadOnlyList<CaseOutcome> Cases { get; init; }

    /// <summary>Cases that were answered wrongly, or not at all.</summary>
    [JsonIgnore]
    public int Wrong => Cases.Count(outcome => !outcome.IsRight);

    /// <summary>Cases without an answer.</summary>
    [JsonIgnore]
    public int Errors => Cases.Count(outcome => outcome.Answer is null);

    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationRun);

    /// <summary>The run that was kept; null when there is none that can be read, such as one of an older version of the program.</summary>
    public static EvaluationRun? Find(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), EvaluationJson.Default.EvaluationRun) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps it, in one go.</summary>
    public void Keep(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var written = $"{path}.{Guid.NewGuid():n}";
        File.WriteAllText(written, ToJson());
        File.Move(written, path, overwrite: true);
    }
}

/// <summary>Runs as files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(EvaluationRun))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
