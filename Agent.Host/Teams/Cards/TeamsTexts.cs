using System.Globalization;
using Agent.Processes.Policies;

namespace Agent.Host.Teams.Cards;

/// <summary>The words of the bot itself, in the person's language: English, or German.</summary>
internal sealed class TeamsTexts
{
    private static readonly TeamsTexts s_english = new()
    {
        WelcomeTitle = "Hello! I am the support assistant.",
        Welcome = "Tell me what you need: I can look up orders, cancel, return or exchange them, or open a ticket. Write **help** to see what I understand.",
        NewTopic = "New conversation",
        WhereItStands = "Where it stands",
        ToPerson = "Talk to a person",
        Help = "Just write what you need. These words do more:\n\n- **new** begins a new conversation\n- **status** says where yours stands\n- **human** hands you over to a person\n- **help** shows this",
        Begun = "A new conversation. What can I do for you?",
        NoConversation = "There is no conversation yet. Write what you need.",
        WantsPerson = "I would like to talk to a person, please.",
        Failed = "I'm sorry, something went wrong, and I could not read your message. Please write it again.",
        Working = "Looking into it…",
        PassedOn = "A person has your message now, and answers here.",
        UnknownDirectory = "I am sorry, your organisation has not been set up for this assistant. Please ask your administrator.",
        NotAdmitted = "I am sorry, you have not been set up for this assistant. Please ask your administrator.",
        Received = "Your decision has arrived and is being carried out.",
        TakenOver = "A colleague of ours has taken over and answers here now.",
        HandedBack = "The assistant is back.",
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
        WelcomeTitle = "Hallo! Ich bin der Support-Assistent.",
        NewTopic = "Neues Gespräch",
        WhereItStands = "Wie es steht",
        ToPerson = "Zu einem Menschen",
        Welcome = "Schreiben Sie, was Sie brauchen: Ich kann Bestellungen nachsehen, stornieren, zurücknehmen oder umtauschen oder ein Ticket eröffnen. **Hilfe** zeigt, was ich verstehe.",
        Help = "Schreiben Sie einfach, was Sie brauchen. Diese Wörter bewirken mehr:\n\n- **neu** beginnt ein neues Gespräch\n- **status** sagt, wo Ihres steht\n- **mensch** übergibt Sie an eine Person\n- **hilfe** zeigt dies",
        Begun = "Ein neues Gespräch. Was kann ich für Sie tun?",
        NoConversation = "Es gibt noch kein Gespräch. Schreiben Sie, was Sie brauchen.",
        WantsPerson = "I would like to talk to a person, please. (Ich möchte mit einem Menschen sprechen.)",
        Failed = "Es tut mir leid, etwas ist schiefgegangen, und ich konnte Ihre Nachricht nicht lesen. Bitte schreiben Sie sie noch einmal.",
        Working = "Ich sehe nach …",
        PassedOn = "Ein Mensch hat Ihre Nachricht jetzt und antwortet hier.",
        UnknownDirectory = "Es tut mir leid, Ihre Organisation ist für diesen Assistenten nicht eingerichtet. Bitte wenden Sie sich an Ihre Administration.",
        NotAdmitted = "Es tut mir leid, Sie sind für diesen Assistenten nicht eingerichtet. Bitte wenden Sie sich an Ihre Administration.",
        Received = "Ihre Entscheidung ist angekommen und wird ausgeführt.",
        TakenOver = "Ein Mensch aus unserem Team hat übernommen und antwortet jetzt hier.",
        HandedBack = "Der Assistent ist wieder da.",
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

    public required string WelcomeTitle { get; init; }

    public required string Welcome { get; init; }

    public required string NewTopic { get; init; }

    public required string WhereItStands { get; init; }

    public required string ToPerson { get; init; }

    public required string Help { get; init; }

    public required string Begun { get; init; }

    public required string NoConversation { get; init; }

    public required string WantsPerson { get; init; }

    public required string Failed { get; init; }

    /// <summary>Stands where the answer will, while nothing of it is written.</summary>
    public required string Working { get; init; }

    public required string PassedOn { get; init; }

    public required string UnknownDirectory { get; init; }

    public required string NotAdmitted { get; init; }

    public required string Received { get; init; }

    public required string TakenOver { get; init; }

    public required string HandedBack { get; init; }

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

    public string Reminder(string summary, DateTimeOffset? until) => IsGerman
        ? $"Erinnerung: Ihre Entscheidung fehlt noch{(until is null ? "" : $" (offen bis {Time(until.Value)})")}: {summary}"
        : $"Reminder: your decision is still needed{(until is null ? "" : $" (open until {Time(until.Value)})")}: {summary}";

    public string Lapsed(string summary) => IsGerman ? $"Niemand hat rechtzeitig entschieden: {summary}" : $"Nobody decided in time: {summary}";

    public string Time(DateTimeOffset at) => $"{at.UtcDateTime.ToString(IsGerman ? "dd.MM.yyyy HH:mm" : "yyyy-MM-dd HH:mm", Culture)} UTC";

    public string Condition(ConditionView condition)
    {
        var relation = condition.Operator switch
        {
            "is_not" => IsGerman ? "≠" : "is not",
            "at_most" => IsGerman ? "≤" : "is at most",
            "at_least" => IsGerman ? "≥" : "is at least",
            "more_than" => IsGerman ? ">" : "is more than",
            "less_than" => IsGerman ? "<" : "is less than",
            _ => IsGerman ? "=" : "is",
        };
        return $"{condition.Fact.Label} {relation} {string.Join(IsGerman ? " oder " : " or ", condition.Values)}";
    }

    public string Decided(string outcome, string by, DateTimeOffset at) => IsGerman
        ? $"{outcome} von {by}, {Time(at)}"
        : $"{outcome} by {by}, {Time(at)}";

    public string Outcome(Agent.Processes.ApprovalStatus status) => status switch
    {
        Agent.Processes.ApprovalStatus.Approved => IsGerman ? "Genehmigt" : "Approved",
        Agent.Processes.ApprovalStatus.Denied => IsGerman ? "Abgelehnt" : "Denied",
        Agent.Processes.ApprovalStatus.Expired => IsGerman ? "Abgelaufen" : "Expired",
        _ => IsGerman ? "Zurückgezogen" : "Withdrawn",
    };
}
