namespace Agent.Processes.Workflows.Support;

/// <summary>The few answers the workflow words itself, because no model should have to be trusted with them.</summary>
internal static class SupportTexts
{
    public const string Blocked =
        "I can't help with that. I can look up your orders, cancel or return them, or open a ticket for one of our teams. What can I do for you?";

    public const string Unchecked = "I'm sorry, I could not read your message properly. Could you put it in other words?";

    public const string Goodbye = "You're welcome. Have a good day, and goodbye!";

    public const string GaveUp = "I'm sorry, I have tried many times and could not settle this. I don't want to keep you waiting.";

    public const string Unreliable = "I'm sorry, I can't give you a reliable answer to that.";

    public const string Failed = "I'm sorry, something went wrong on our side, and I could not finish what you asked for.";

    public const string BudgetUsed = "I'm sorry, I have reached the limit of what I can do for you by myself, and a colleague has to take over.";

    public const string SpendingStopped =
        "I'm sorry, I have reached the limit of what I can do here for now. Nothing was changed by this message. Please try again later, or contact customer service.";

    public const string Asked = "Shall I go ahead? Please answer yes or no.";

    public static string TeamOf(string team) => team switch
    {
        "human" => "customer service",
        "general" => "customer service",
        _ => team,
    };
}
