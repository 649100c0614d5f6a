using System.Globalization;

namespace Agent.Benchmarks.Faults.Injection;

/// <summary>How the places where a replica can be killed are called inside one conversation. They are the same every time the conversation is played.</summary>
internal static class PointNames
{
    public static string BeforeCommit(int checkpoint) => string.Create(CultureInfo.InvariantCulture, $"before {checkpoint}");

    public static string AfterCommit(int checkpoint) => string.Create(CultureInfo.InvariantCulture, $"after {checkpoint}");

    /// <param name="turn">The turn's public id.</param>
    /// <param name="key">The call's idempotency key.</param>
    public static string AfterEffect(string turn, string key) => $"effect {turn} {key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]}";
}
