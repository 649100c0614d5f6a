using System.Text.Json;
using Agent.Host.Replay.Recordings;

namespace Agent.Host.Replay.Effects;

/// <summary>The fingerprints that end states should have: from a file of them by recording, or from the recordings themselves.</summary>
internal sealed class ExpectedStates
{
    private const string Fingerprint = "fingerprint";
    private readonly Dictionary<string, (string? Recorded, string? Approved)> _byId = new(StringComparer.Ordinal);

    /// <summary>Nothing but what the recordings say.</summary>
    public static ExpectedStates None { get; } = new();

    /// <summary>Reads a file: a line for each recording, with <c>id</c>, <c>recorded_calls</c> and <c>approved_only</c>.</summary>
    /// <exception cref="ReplayFault">It cannot be read.</exception>
    public static async Task<ExpectedStates> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var states = new ExpectedStates();
        var number = 0;
        try
        {
            await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
            {
                number++;
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement;
                states._byId[root.GetProperty("id").GetString()!] = (Of(root, "recorded_calls"), Of(root, "approved_only"));
            }

            return states;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ReplayFault($"{path}: cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ReplayFault($"{path}: line {number}: is no expected state: {exception.Message}", exception);
        }
    }

    /// <summary>The fingerprint a recording's end state should have; null when nobody says.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="approvals">Which of its calls were made.</param>
    /// <param name="unchanged">The fingerprint of a shop in which nothing was changed.</param>
    public string? Find(RecordedConversation recording, ReplayApprovals approvals, string unchanged)
    {
        var (recorded, approved) = _byId.GetValueOrDefault(recording.Id);
        return approvals switch
        {
            ReplayApprovals.GroundTruth => approved,
            ReplayApprovals.Rule => null, // nobody said what it would have left behind
            ReplayApprovals.Deny => unchanged,
            _ => recorded ?? (recording.Expected is { ValueKind: JsonValueKind.Object } expected && expected.TryGetProperty("fingerprint_recorded_calls", out var own) ? own.GetString() : null),
        };
    }

    private static string? Of(JsonElement root, string name) =>
        root.TryGetProperty(name, out var state) && state.TryGetProperty(Fingerprint, out var fingerprint) ? fingerprint.GetString() : null;
}
