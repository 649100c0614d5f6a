using Agent.Host.Teams.Wire;

namespace Agent.Host.Teams.Storage;

/// <summary>Which chat of ours an activity belongs to: in a group or channel, everybody has their own conversation.</summary>
internal static class ChatIds
{
    public static string Of(Activity activity) =>
        activity.ConversationType == "personal" ? activity.ConversationId : $"{activity.ConversationId}|{activity.UserId}";
}
