using System.Globalization;
using System.Text.RegularExpressions;
using Agent.Host.Replay.Results;

namespace Agent.Host.Replay;

/// <summary>A count that must not be exceeded, such as <c>eligibility&gt;0</c>.</summary>
/// <param name="Kind">What is counted, see <see cref="DifferenceKinds.Countable"/>.</param>
/// <param name="Limit">The most there may be.</param>
internal sealed partial record Threshold(string Kind, long Limit)
{
    /// <summary>Reads a list of them, parted by commas.</summary>
    /// <exception cref="ReplayFault">One of them says nothing.</exception>
    public static IReadOnlyList<Threshold> ParseAll(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Whether the replay has more of it.</summary>
    public bool IsExceeded(ReplaySummary summary) => summary.Count(Kind) > Limit;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}>{Limit}");

    private static Threshold Parse(string text)
    {
        if (Shape().Match(text) is not { Success: true } match || !DifferenceKinds.Countable.Contains(match.Groups["kind"].Value)
            || !long.TryParse(match.Groups["limit"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            throw new ReplayFault($"'{text}' is no threshold: write such as eligibility>0, with one of {string.Join(", ", DifferenceKinds.Countable)}");
        }

        return new(match.Groups["kind"].Value, match.Groups["than"].Value == ">" ? limit : limit - 1);
    }

    [GeneratedRegex(@"^(?<kind>[a-z_]+)\s*(?<than>>=?)\s*(?<limit>\d+)$")]
    private static partial Regex Shape();
}
