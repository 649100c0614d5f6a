using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>The last message of the customer, which is all the classifying prompts look at.</summary>
internal static class LastCustomerText
{
    public static string In(IReadOnlyList<ChatMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Role == ChatRole.User)
                return messages[i].Text;
        }

        return "";
    }
}
