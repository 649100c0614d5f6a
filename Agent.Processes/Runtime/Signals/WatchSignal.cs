using System.Text.Json;

namespace Agent.Processes.Runtime.Signals;

/// <summary>What a replica watches.</summary>
/// <param name="Replica">The replica that tells.</param>
/// <param name="Watched">Conversations it watches from now on, or still.</param>
/// <param name="Left">Conversations it no longer watches.</param>
/// <param name="AsksAll">True when it has just come: the others tell it what they watch.</param>
internal sealed record WatchSignal(string Replica, IReadOnlyList<ConversationKey> Watched, IReadOnlyList<ConversationKey> Left, bool AsksAll)
{
    // 128 conversations of some 40 bytes are well below the limit; a tenant with a long name makes fewer fit.
    private const int MostBytes = 6000;

    /// <summary>Writes it as one notification or several, each small enough.</summary>
    public static IEnumerable<Notification> Write(string replica, IEnumerable<ConversationKey> watched, IEnumerable<ConversationKey> left, bool asksAll)
    {
        var names = watched.Select(key => (Name: SignalChannels.Format(key), IsLeft: false))
            .Concat(left.Select(key => (Name: SignalChannels.Format(key), IsLeft: true)));
        List<string> watching = [], leaving = [];
        var bytes = 0;
        foreach (var (name, isLeft) in names)
        {
            if (bytes + name.Length > MostBytes)
            {
                yield return Write();
                (watching, leaving, bytes, asksAll) = ([], [], 0, false);
            }

            (isLeft ? leaving : watching).Add(name);
            bytes += name.Length + 3;
        }

        if (bytes > 0 || asksAll)
        {
            yield return Write();
        }

        Notification Write() => new(SignalChannels.Watch, JsonSerializer.Serialize(
            new Stored(replica, watching.Count > 0 ? watching : null, leaving.Count > 0 ? leaving : null, asksAll ? true : null), StoredJson.Options));
    }

    /// <summary>Reads a payload; null when it is none of ours.</summary>
    public static WatchSignal? Read(string payload)
    {
        var stored = JsonSerializer.Deserialize<Stored>(payload, StoredJson.Options);
        return stored?.Replica is null ? null : new(stored.Replica, Keys(stored.Watch), Keys(stored.Leave), stored.Ask is true);
    }

    private static ConversationKey[] Keys(List<string>? names) => [.. (names ?? []).Select(SignalChannels.Parse).OfType<ConversationKey>()];

    private sealed record Stored(string Replica, List<string>? Watch, List<string>? Leave, bool? Ask);
}
