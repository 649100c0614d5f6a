using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Processes.Terms;

/// <summary>
/// What was different for a tenant, as a replay needs it. It holds what came of the files and the settings then, and not the settings: the file may say something else by now.
/// </summary>
internal sealed record TermsRecord
{
    public IReadOnlyList<string>? Tools { get; init; }

    public SortedDictionary<string, string>? Prompts { get; init; }

    public SortedDictionary<string, string>? Models { get; init; }

    /// <summary>The text of the policies, whole.</summary>
    public string? Policies { get; init; }

    public SortedDictionary<string, TermsPrompt>? Overlays { get; init; }

    [JsonIgnore]
    public bool IsEmpty => Tools is null && Prompts is null && Models is null && Policies is null && Overlays is null;

    /// <summary>What a replay needs of a turn's terms.</summary>
    public static TermsRecord Of(TurnTerms made) => new()
    {
        Tools = made.Terms.Tools,
        Prompts = Sorted(made.Terms.Prompts),
        Models = Sorted(made.Terms.Models),
        Policies = made.Policies?.Text,
        Overlays = made.Overlays.Count == 0 ? null
            : new(made.Overlays.ToDictionary(one => one.Key, one => new TermsPrompt(one.Value.Version, one.Value.Config.Template)), StringComparer.Ordinal),
    };

    public string Write() => JsonSerializer.Serialize(this, TermsJson.Default.TermsRecord);

    public static TermsRecord Read(string document) => JsonSerializer.Deserialize(document, TermsJson.Default.TermsRecord)!;

    private static SortedDictionary<string, string>? Sorted(IReadOnlyDictionary<string, string>? chosen) =>
        chosen is null ? null : new(chosen.ToDictionary(one => one.Key, one => one.Value), StringComparer.Ordinal);

    /// <summary>The same document has the same id, on every replica.</summary>
    public static string IdOf(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)))[..16];
}

/// <summary>A prompt with words of the tenant.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Template">Its template, whole.</param>
internal sealed record TermsPrompt(string Version, string Template);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TermsRecord))]
internal sealed partial class TermsJson : JsonSerializerContext;
