using Agent.Host.Models.Offline.Dialogue;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>Answers <c>general_agent</c> and every prompt the rules do not know: small talk, "what can you do", nonsense. Uses no tools.</summary>
internal static class GeneralAgentAnswer
{
    private const string Can = "I can tell you where an order is, cancel one that is still pending, and register a return for one that was delivered. For anything else I pass you on to a colleague.";

    public static ChatMessage Answer(IReadOnlyList<ChatMessage> messages) => new(ChatRole.Assistant, TextFor(messages));

    private static string TextFor(IReadOnlyList<ChatMessage> messages)
    {
        var said = UtteranceReader.Read(LastCustomerText.In(messages));
        if (Manners.SpeaksAnotherLanguage(said) is { } notEnglish)
            return notEnglish;
        if (said.Has(Concept.AreYouHuman))
            return Manners.WhatIAm;
        if (said.Has(Concept.Capabilities))
            return Can + " I follow fixed rules, so plain words work best.";
        return Manners.Reply(said) ?? "I am not sure I understand. " + Can + " What would you like to do?";
    }
}
