using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>What is said when nothing is asked for: greetings, thanks, insults, other languages, and what this program is.</summary>
internal static class Manners
{
    public const string WhatIAm =
        "I am an automated assistant: a program that follows fixed rules. I am neither a person nor an AI language model. If you would rather talk to a person, say so and I will pass you on.";

    public static string Capabilities(ToolBox tools)
    {
        var can = new List<string> { "tell you where an order is and what is in it" };
        Add(ToolNames.Cancel, "cancel an order that is still pending");
        Add(ToolNames.Return, "register a return for a delivered order");
        Add(ToolNames.Exchange, "exchange delivered items for another variant");
        Add(ToolNames.ModifyItems, "change the items of a pending order");
        Add(ToolNames.ModifyAddress, "change where a pending order goes");
        Add(ToolNames.ModifyUserAddress, "change the address on your profile");
        Add(ToolNames.SearchKnowledge, "look up how things work in our help centre");
        return $"I can {Wording.List(can)}. For everything else I pass you on to a colleague. I follow fixed rules, so plain words work best.";

        void Add(string tool, string what)
        {
            if (tools.Has(tool))
                can.Add(what);
        }
    }

    /// <summary>An answer to a message that asks for nothing; null when it is not understood at all.</summary>
    public static string? Reply(Utterance said)
    {
        if (said.Has(Concept.Insult))
            return "I am sorry this is frustrating. I would still like to help: tell me which order it is about and what should happen with it.";
        if (said.Has(Concept.Bye) || said.Has(Concept.ThatIsAll))
            return "You're welcome. Have a good day!";
        if (said.Has(Concept.Thanks))
            return "You're welcome! Is there anything else I can do for you?";
        if (said.Has(Concept.Anger))
            return "I am sorry about that. Tell me which order it is about, and I will see what I can do.";
        if (said.Has(Concept.Greeting))
            return "Hello! What can I do for you? I can look up orders, cancel them and register returns.";
        return said.Has(Concept.No) ? "All right. Is there anything else I can do for you?" : null;
    }

    /// <summary>The polite refusal in the customer's language; null when the message is English, or too short to tell.</summary>
    public static string? SpeaksAnotherLanguage(Utterance said) => LanguageOf(said) switch
    {
        "de" => "Es tut mir leid, ich kann hier leider nur Englisch. Bitte schreiben Sie mir auf Englisch, oder schreiben Sie \"human\", dann gebe ich Ihr Anliegen an eine Kollegin oder einen Kollegen weiter.",
        "es" => "Lo siento, aquí solo puedo ayudar en inglés. Por favor, escriba en inglés, o escriba \"human\" para hablar con una persona.",
        "fr" => "Je suis désolé, je ne peux répondre ici qu'en anglais. Merci d'écrire en anglais, ou écrivez « human » pour parler à une personne.",
        _ => null,
    };

    /// <summary>Two-letter code; "en" unless the commonest words of another language make up a good part of the message.</summary>
    public static string LanguageOf(Utterance said)
    {
        var (german, spanish, french) = (said.Count(Concept.German), said.Count(Concept.Spanish), said.Count(Concept.French));
        var most = Math.Max(german, Math.Max(spanish, french));
        if (most < 2 || most * 4 < said.Words.Count)
            return "en";
        return most == german ? "de" : most == spanish ? "es" : "fr";
    }
}
