using System.Text.RegularExpressions;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>
/// Shapes of messages that address the machinery instead of asking for service. One strong sign is enough; of the weak ones, each of which a
/// customer may well use, it takes two.
/// </summary>
internal static partial class InjectionSigns
{
    /// <summary>An attack of any length gives itself away early; a customer's letter need not be searched to its end.</summary>
    private const int SearchedCharacters = 8_000;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <returns>What gives the message away, in words for the journal; null when nothing does.</returns>
    public static string? Find(string text)
    {
        var searched = text.AsSpan(0, Math.Min(text.Length, SearchedCharacters));
        if (Override().IsMatch(searched))
            return "tries to override the instructions";
        if (Leak().IsMatch(searched))
            return "asks for the instructions or for secrets";
        if (FakeMessage().IsMatch(searched))
            return "imitates a message of the system or of a tool";
        if (Jailbreak().IsMatch(searched))
            return "tries to free the assistant from its rules";
        if (OtherCustomer().IsMatch(searched))
            return "asks for data or actions of other customers";
        return WeakSigns(searched) >= 2 ? "assigns the assistant another role" : null;
    }

    private static int WeakSigns(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in RolePlay().EnumerateMatches(text))
        {
            if (++count == 2)
                break;
        }

        return count;
    }

    [GeneratedRegex("""
        \b(ignore|disregard|forget|override|bypass|neglect|overrule|skip)\b[^.?!\n]{0,40}?\b(previous|prior|above|earlier|preceding|all|your|every|any|system)\b[^.?!\n]{0,30}?\b(instructions?|iunstructions|prompts?|rules|guidelines|directives|programming|assignments|constraints|training|conversations?|safeguards)\b
        |\b(forget|ignore|disregard)\s+(everything|all)\s+(that\s+)?(before|above|you\s+(know|were\s+told|have\s+been\s+told|learned))
        |\b(forget\s+(about\s+)?(everything|all)\s+(before|above|and\s+everything))
        |\b(change|replace|rewrite|update)\s+your\s+(instructions|rules|prompt|guidelines)\b
        |\bvergiss\s+(alles|alle|bitte)\b|\balle\s+vorangegangenen\s+(aufgaben|anweisungen)|\bignoriere\s+(alle|die|deine)\b
        |\bolvida\s+(todas?|tus)\b|\bignora\s+(todas|las)\b|\bignorez?\s+(la|les|toutes)\b
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Override();

    [GeneratedRegex("""
        \b(show|reveal|print|repeat|output|display|give|tell|share|send|paste|dump|write|leak|what\s+(is|are|was))\b[^.?!\n]{0,30}?\b(system\s+prompt|hidden\s+prompt|initial\s+prompt|prompt\s+text|your\s+prompt|your\s+(initial|original|system|hidden|secret|exact|full)\s+(instructions|prompt|rules)|developer\s+message|your\s+instructions)\b
        |\bprompt[-\s]texte?\b
        |\b(tell|give|share|confirm|know|reveal|send|dirmi|sabihin|write)\b[^.?!\n]{0,40}?\b(your|the\s+admin|admin|the|la\s+tua|ang|our)\s+(api\s+keys?|secret\s+key|password\s+(for|to|of)\s+(our|the|your)\s+system|passwords?\s+para|connection\s+string|credentials|password\b(?!\s+(reset|link|page|field|requirement)))
        |\bwith\s+the\s+password\s+as\b|\bqual\s+è\s+la\s+tua\s+password|\bpassword\s+para\s+sa
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Leak();

    [GeneratedRegex("""
        (^|\n)\s*(\#{2,}\s*)?[\[\(<]?\s*/?(system|assistant|developer|tool|function)(_message|_prompt|\s+message|\s+prompt)?\s*[\]\)>]?\s*:\s*\S
        |\(system_message\)|<\|?\s*/?(system|im_start|im_end|assistant|tool_result|function_call|INFORMATION)\b
        |\[/?(INST|SYSTEM)\]|\b(tool_calls?|function_call)["'\s]*:\s*[\[{]
        |"(name|tool|function)"\s*:\s*"(process_refund|issue_store_credit|cancel_pending_order|return_delivered|create_ticket|get_user_details)
        |\b(call|run|execute|invoke)\s+(the\s+)?(tool|function)?\s*(process_refund|issue_store_credit|cancel_pending_order|return_delivered_order_items|get_user_details|get_order_details)\b
        |\bto\s+you,\s+AI\s+assistant\b|^TODO:\s
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex FakeMessage();

    [GeneratedRegex("""
        \bdo\s+(l\s+)?anything\s+now\b|\bDAN\s+mode\b|\bjail\s?-?break|\bdeveloper\s+mode\b|\b(admin|debug|god|maintenance|root)\s+mode\b
        |\b(free|freed|unbound|exempt)\s+(of|from)\s+(all\s+|any\s+|the\s+)?(typical\s+)?(restrictions|rules|filters|confines|limits|limitations|ethic|moral|content)
        |\b(no|without|any|zero)\s+(any\s+)?(ethical|moral|content|safety)\s+(or\s+\w+\s+)?(restrictions|guidelines|limits|limitations|filters|boundaries|rules|standards)
        |\bunfiltered\b|\bunrestricted\b|\buncensored\b|\bamoral\b|\bnonmoral\b|\b(never|not)\s+refuses?\b|\bno\s+(restrictions|censorship|filters)\b|\bOpenA[Il]('s)?\b|\bstays?\s+in\s+character\b
        |\byou\s+are\s+(now\s+)?in\s+(\w+\s+)?(test|override|unrestricted)\s+mode|\bcontent\s+polic(y|ies)\b
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Jailbreak();

    [GeneratedRegex("""
        \b(list|show|give|send|export|dump|tell)\b[^.?!\n]{0,30}?\b(all|every|other|another)\s+(of\s+)?(your\s+|the\s+)?(customers?|users?|accounts|clients)('s?)?\b(?!\s+(service|support|care))
        |\b(act|log\s+in|sign\s+in|proceed|treat\s+me)\s+as\s+(customer|user|account|the\s+admin|an\s+admin|administrator|another\s+customer)\b
        |\b(i\s+am|i'm|im)\s+(an?\s+|the\s+|your\s+)?(admin|administrator|developer|system\s+administrator|sysadmin)\b[^.?!\n]{0,60}?\b(approve|grant|refund|skip|bypass|override|access|allow)
        |\b(customer|user)\s+id\s*(is\s+now|=|:=)\s*\w+
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex OtherCustomer();

    [GeneratedRegex("""
        \bfrom\s+(now|this\s+moment)\s+on(wards?|own)?\b|\b(i\s+want\s+you\s+to|you\s+(will|are\s+going\s+to|must|should)|please)\s+(act|pretend|role-?play|behave|impersonate|simulate)\b
        |\byou\s+are\s+(now|no\s+longer)\s+(an?\b|the\b|going|my\b|known|chatgpt|not)|\bact\s+as\s+(an?|the|my|if)\b|\bpretend\s+(to\s+be|you|that\s+you)\b|\bin\s+the\s+(role|style)\s+of\b|\brole-?play|\bpersona\b
        |\b(my\s+)?first\s+(sentence|request|suggestion\s+request|command|question)\s+is\b|\bhypothetical(ly)?\b|\b(answer|respond|reply)\s+(as|to\s+(my|every)|in\s+(two|2|character))\b|\bchat\s?gpt\b|\bfictional\b
        |\bin\s+this\s+(game|story|scenario)\b|\byour\s+(name|task|job)\s+(is|will\s+be)\b|\bbreak\s+character\b|\bimmoral\b|\bunethical\b|\bprompt\b
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex RolePlay();
}
