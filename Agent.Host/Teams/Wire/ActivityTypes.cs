namespace Agent.Host.Teams.Wire;

/// <summary>The kinds of activities we act on.</summary>
internal static class ActivityTypes
{
    public const string Message = "message";
    public const string Invoke = "invoke";
    public const string Typing = "typing";
    public const string InstallationUpdate = "installationUpdate";
    public const string ConversationUpdate = "conversationUpdate";

    /// <summary>The name of the invoke that a thumb under an answer sends.</summary>
    public const string Feedback = "message/submitAction";

    /// <summary>The name of the invoke that a card's button sends.</summary>
    public const string CardAction = "adaptiveCard/action";
}
