using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Agent.Plugins.BackOffice.Scratch;

namespace Agent.Host.Replay.Effects;

/// <summary>
/// Whether a tool answers what was recorded. Data is compared as data, amounts to the cent. A refusal begins with the recorded words, and ours go on with the
/// reason. The newer dialect of the public recordings checks in another order, so of a call with two faults it may name the other one: there a refusal only has to be one. So it has
/// where the recorded program itself failed, for want of an argument.
/// </summary>
internal static partial class ToolAnswerComparison
{
    private const string Error = "Error";

    // A profile's own additions: ours alone, or in the other dialect only.
    private static readonly string[] s_incidental = ["tier", "user_id"];

    /// <param name="recorded">The recorded answer.</param>
    /// <param name="answered">Today's answer.</param>
    /// <param name="isNewerDialect">Whether the recording is in the newer dialect (<c>tau2</c>).</param>
    public static bool IsSame(string recorded, string answered, bool isNewerDialect)
    {
        if (!IsRefusal(recorded))
        {
            return Comparable(answered) == Comparable(recorded);
        }

        return isNewerDialect || IsProgramFault().IsMatch(recorded)
            ? IsRefusal(answered)
            : answered.StartsWith(recorded, StringComparison.Ordinal) && (answered.Length == recorded.Length || answered[recorded.Length] is ':');
    }

    /// <summary>A fault of the program that was recorded, such as a missing argument or key, in its language's own words: no words of a tool, which another program could say.</summary>
    [GeneratedRegex(@"^Error: (?:\w+\.invoke\(\) |'[^']*'$)")]
    private static partial Regex IsProgramFault();

    /// <summary>True for an answer that says no.</summary>
    public static bool IsRefusal(string answer) => answer.StartsWith(Error, StringComparison.Ordinal);

    /// <summary>True for an answer that pretends that the tool was away: nothing was done then.</summary>
    public static bool IsInjectedFault(string? answer) =>
        answer is not null && answer.StartsWith("Error: 5", StringComparison.Ordinal) && answer.Length > 10 && char.IsAsciiDigit(answer[8]) && char.IsAsciiDigit(answer[9]) && answer[10] == ' ';

    private static string Comparable(string text)
    {
        try
        {
            var json = JsonNode.Parse(text);
            if (json is JsonObject profile && profile.ContainsKey("payment_methods"))
            {
                foreach (var name in s_incidental)
                {
                    profile.Remove(name);
                }
            }

            return CanonicalState.Of(json);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return text;
        }
    }
}
