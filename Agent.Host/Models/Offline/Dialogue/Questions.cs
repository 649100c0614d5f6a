namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Recognises the assistant's own questions in its last text, also where another model worded them.</summary>
internal static class Questions
{
    public const string WhoAreYou = "Could you tell me the e-mail address of your account, or your first and last name with your zip code?";
    public const string WhichOrder = "Which order do you mean?";
    public const string WhyCancel = "is it no longer needed, or was it ordered by mistake?";
    public const string WhatToDo = "What would you like me to do";

    public static Asked In(string answer)
    {
        if (answer.Length == 0 || !answer.Contains('?', StringComparison.Ordinal))
            return Asked.Nothing;
        if (answer.Contains("zip", StringComparison.OrdinalIgnoreCase) && answer.Contains("mail", StringComparison.OrdinalIgnoreCase))
            return Asked.WhoAreYou;
        if (answer.Contains("by mistake", StringComparison.OrdinalIgnoreCase))
            return Asked.WhyCancel;
        if (answer.Contains(WhichOrder, StringComparison.Ordinal))
            return Asked.WhichOrder;
        return answer.Contains("anything else", StringComparison.OrdinalIgnoreCase) ? Asked.Nothing : Asked.Detail;
    }
}
