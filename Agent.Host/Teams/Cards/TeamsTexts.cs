using System.Globalization;

namespace Agent.Host.Teams.Cards;

/// <summary>The words of the bot itself, in the person's language: English, or German.</summary>
internal sealed class TeamsTexts
{
    private static readonly TeamsTexts s_english = new()
    {
        Welcome = "Hello! I am the support assistant. Tell me what you need: I can look up orders, cancel, return or exchange them, or open a ticket. Write **help** to see what I understand.",
        Help = "Just write what you need. These words do more:\n\n- **new** begins a new conversation\n- **status** says where yours stands\n- **human** hands you over to a person\n- **help** shows this",
        Begun = "A new conversation. What can I do for you?",
        NoConversation = "There is no conversation yet. Write what you need.",
        WantsPerson = "I would like to talk to a person, please.",
        Failed = "I'm sorry, something went wrong, and I could not read your message. Please write it again.",
        Approve = "Approve",
        Deny = "Deny",
        Yes = "Yes, go ahead",
        No = "No",
        Reason = "Reason (optional)",
        OperatorTitle = "Your decision is needed",
        CustomerTitle = "Shall I go ahead?",
        Rule = "Why you are asked",
        Customer = "Customer",
        Amount = "Amount",
        Expires = "Open until",
        NotYours = "This is not yours to decide.",
        Unknown = "This question does not exist any more.",
        Culture = CultureInfo.InvariantCulture,
    };

    private static readonly TeamsTexts s_german = new()
    {
        Welcome = "Hallo! Ich bin der Support-Assistent. Schreiben Sie, was Sie brauchen: Ich kann Bestellungen nachsehen, stornieren, zurücknehmen oder umtauschen oder ein Ticket eröffnen. **Hilfe** zeigt, was ich verstehe.",
        Help = "Schreiben Sie einfach, was Sie brauchen. Diese Wörter bewirken mehr:\n\n- **neu** beginnt ein neues Gespräch\n- **status** sagt, wo Ihres steht\n- **mensch** übergibt Sie an eine Person\n- **hilfe** zeigt dies",
        Begun = "Ein neues Gespräch. Was kann ich für Sie tun?",
        NoConversation = "Es gibt noch kein Gespräch. Schreiben Sie, was Sie brauchen.",
        WantsPerson = "I would like to talk to a person, please. (Ich möchte mit einem Menschen sprechen.)",
        Failed = "Es tut mir leid, etwas ist schiefgegangen, und ich konnte Ihre Nachricht nicht lesen. Bitte schreiben Sie sie noch einmal.",
        Approve = "Genehmigen",
        Deny = "Ablehnen",
        Yes = "Ja, bitte",
        No = "Nein",
        Reason = "Grund (freiwillig)",
        OperatorTitle = "Ihre Entscheidung wird gebraucht",
        CustomerTitle = "Soll ich das tun?",
        Rule = "Warum Sie gefragt werden",
        Customer = "Kunde",
        Amount = "Betrag",
        Expires = "Offen bis",
        NotYours = "Das dürfen Sie nicht entscheiden.",
        Unknown = "Diese Frage gibt es nicht mehr.",
        Culture = CultureInfo.InvariantCulture,
        IsGerman = true,
    };

    private TeamsTexts()
    {
    }

    public required string Welcome { get; init; }

    public required string Help { get; init; }

    public required string Begun { get; init; }

    public required string NoConversation { get; init; }

    public required string WantsPerson { get; init; }

    public required string Failed { get; init; }

    public required string Approve { get; init; }

    public required string Deny { get; init; }

    public required string Yes { get; init; }

    public required string No { get; init; }

    public required string Reason { get; init; }

    public required string OperatorTitle { get; init; }

    public required string CustomerTitle { get; init; }

    public required string Rule { get; init; }

    public required string Customer { get; init; }

    public required string Amount { get; init; }

    public required string Expires { get; init; }

    public required string NotYours { get; init; }

    public required string Unknown { get; init; }

    private CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    private bool IsGerman { get; init; }

    /// <summary>The texts for a locale such as <c>de-DE</c>; English for any that is neither.</summary>
    public static TeamsTexts For(string locale) => locale.StartsWith("de", StringComparison.OrdinalIgnoreCase) ? s_german : s_english;

    public string Status(string status) => IsGerman ? $"Ihr Gespräch: {status}." : $"Your conversation: {status}.";

    public string Money(long minor)
    {
        var amount = (minor / 100m).ToString("0.00", Culture);
        return IsGerman ? $"{amount.Replace('.', ',')} $" : $"${amount}";
    }

    public string Decided(string outcome, string by, DateTimeOffset at) => IsGerman
        ? $"{outcome} von {by}, {at.UtcDateTime.ToString("dd.MM.yyyy HH:mm", Culture)} UTC"
        : $"{outcome} by {by}, {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", Culture)} UTC";

    public string Outcome(Agent.Processes.ApprovalStatus status) => status switch
    {
        Agent.Processes.ApprovalStatus.Approved => IsGerman ? "Genehmigt" : "Approved",
        Agent.Processes.ApprovalStatus.Denied => IsGerman ? "Abgelehnt" : "Denied",
        Agent.Processes.ApprovalStatus.Expired => IsGerman ? "Abgelaufen" : "Expired",
        _ => IsGerman ? "Zurückgezogen" : "Withdrawn",
    };
}
