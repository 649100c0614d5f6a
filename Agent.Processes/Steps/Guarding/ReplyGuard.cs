using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Agent.Processes.Prompts;

namespace Agent.Processes.Steps.Guarding;

/// <summary>
/// Looks over an answer before the customer sees it: no secrets, no system text, no claim of an action that no tool result proves.
/// Pure, apart from the prompts it knows.
/// </summary>
internal sealed partial class ReplyGuard
{
    private const int PhraseWords = 10;

    private readonly HashSet<string> _promptPhrases = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Prompt, HashSet<string>> _ownPhrases = [];

    public ReplyGuard(PromptLibrary prompts)
    {
        foreach (var prompt in prompts.Prompts)
        {
            _promptPhrases.UnionWith(PhrasesOf(prompt.Config.Template));
        }
    }

    /// <summary>Looks for a fault.</summary>
    /// <param name="text">The answer, or one sentence of it.</param>
    /// <param name="evidence">What tool results have proven so far, see <see cref="ActionEvidence"/>.</param>
    /// <param name="own">The prompts with words of the conversation's tenant.</param>
    /// <returns>What is wrong, in words for the model that shall mend it; null when nothing is.</returns>
    public string? FindFault(string text, IReadOnlyCollection<string> evidence, IReadOnlyDictionary<string, Prompt>? own = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "The answer was empty.";
        }

        if (SecretShapes.Find(text) is { } secret)
        {
            return $"The answer held {secret}. Leave it out.";
        }

        return PhrasesOf(text).Any(phrase => _promptPhrases.Contains(phrase) || IsIn(own, phrase))
            ? "The answer repeated your instructions. Answer without quoting them."
            : FindUnprovenClaim(text, evidence);
    }

    private bool IsIn(IReadOnlyDictionary<string, Prompt>? own, string phrase) => own is not null && own.Values.Any(prompt => _ownPhrases.GetValue(prompt, PhrasesOfTenant).Contains(phrase));

    /// <summary>What a tenant puts between quotation marks is meant to be said, word for word.</summary>
    private static HashSet<string> PhrasesOfTenant(Prompt prompt) =>
        [.. PhrasesOf(prompt.Config.Template).Except(Quoted().Matches(prompt.Config.Template).SelectMany(quoted => PhrasesOf(quoted.Value)))];

    private static string? FindUnprovenClaim(string text, IReadOnlyCollection<string> evidence)
    {
        foreach (var sentence in Sentence().Split(text))
        {
            foreach (var (claim, proof, name) in Claims)
            {
                var match = claim.Match(sentence);
                if (match.Success && !evidence.Contains(proof) && !Condition().IsMatch(sentence[..match.Index]))
                {
                    return $"The answer said that {name}, but no tool result shows it. Say only what tool results show.";
                }
            }
        }

        return null;
    }

    /// <summary>Every run of ten words: as much of a prompt is no accident.</summary>
    private static IEnumerable<string> PhrasesOf(string text)
    {
        var words = Word().Matches(text.ToLowerInvariant());
        for (var start = 0; start + PhraseWords <= words.Count; start++)
        {
            yield return string.Join(' ', Enumerable.Range(start, PhraseWords).Select(index => words[index].Value));
        }
    }

    private static readonly (Regex Claim, string Proof, string Name)[] Claims =
    [
        (ClaimsCancellation(), ActionEvidence.Cancelled, "something was cancelled"),
        (ClaimsReturn(), ActionEvidence.Returned, "a return was booked"),
        (ClaimsRefund(), ActionEvidence.Refunded, "a refund was made"),
        (ClaimsExchange(), ActionEvidence.Exchanged, "an exchange was booked"),
        (ClaimsChange(), ActionEvidence.Modified, "something was changed"),
        (ClaimsTicket(), ActionEvidence.TicketOpened, "a ticket was opened"),
    ];

    private const string Done = @"(?:(?:\b(?:i|we)(?:'ve|’ve| have)? |\b(?:has|have) been |\bis now |\bare now |\bwas |\bwere )(?:(?:just|now|already|successfully|also|both) )*)";

    [GeneratedRegex(Done + @"cancel+ed\b|\b(?:is|are) (?:now )?cancelled\b|\bcancell?ation (?:is|has been|was) (?:now )?(?:complete|confirmed|processed|booked|done)", RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsCancellation();

    [GeneratedRegex(
        @"\breturn (?:is|has been|was|request (?:is|has been|was)) (?:now |successfully )?(?:complete|confirmed|processed|booked|submitted|initiated|set up|requested|done|registered)|\b(?:i|we)(?:'ve|’ve| have)? (?:just |now |already |successfully )?(?:booked|processed|submitted|initiated|set up|requested|registered) (?:the|your|a) return",
        RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsReturn();

    [GeneratedRegex(
        Done + @"(?:been )?refunded\b|\brefund (?:of [^!?]{1,24} )?(?:is|has been|was) (?:now |successfully )?(?:issued|processed|made|sent|booked|initiated|completed?)|\b(?:i|we)(?:'ve|’ve| have)? (?:just |now |already |successfully )?(?:issued|processed|made|sent|initiated) (?:the|your|a) (?:full )?refund",
        RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsRefund();

    [GeneratedRegex(Done + @"exchanged\b|\bexchange (?:is|has been|was) (?:now |successfully )?(?:complete|confirmed|processed|booked|submitted|initiated)", RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsExchange();

    [GeneratedRegex(@"\b(?:i|we)(?:'ve|’ve| have)? (?:just |now |already |successfully )*(?:changed|updated|modified) (?:the|your)\b|\b(?:address|payment method|items?) (?:has|have) been (?:successfully )?(?:changed|updated|modified)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsChange();

    [GeneratedRegex(@"\b(?:i|we)(?:'ve|’ve| have)? (?:just |now |already |successfully )*(?:opened|created|filed) (?:a|the|your) (?:\w+ )?ticket\b|\bticket (?:\S+ )?(?:has been|was|is now) (?:opened|created|filed)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ClaimsTicket();

    [GeneratedRegex(@"\b(?:if|once|when|unless|until|whether|after|before|as soon as|would|could|should|cannot|can't|not)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Condition();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex Sentence();

    [GeneratedRegex("""["“„«][^"“”„«»]+["”“»]""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
