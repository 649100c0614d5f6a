using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Prompts;

/// <summary>
/// Answers <c>confirmation</c>: does the customer agree to the pending action? A doubtful yes is no yes: money moves on this word.
/// </summary>
internal static class ConfirmationAnswer
{
    public static ChatMessage Answer(IReadOnlyList<ChatMessage> messages)
    {
        var (decision, reason) = Decide(UtteranceReader.Read(LastCustomerText.In(messages)));
        return new ChatMessage(ChatRole.Assistant, $$"""{"decision":"{{decision}}","reason":"{{reason}}"}""");
    }

    private static (string Decision, string Reason) Decide(Utterance said)
    {
        var agrees = StartsWithYes(said) || said.Has(Concept.Go);
        var takesBack = said.Segments.Exists(part => part.Withdraws) || said.Has(Concept.ChangedMind) || (said.Has(Concept.Keep) && !agrees);
        if (said.Has(Concept.WhatWasThat))
            return ("question", "asks to hear it again");
        if (said.Has(Concept.Hold) && !(StartsWithYes(said) && !HoldsAtOnce(said)))
            return said.HasRequest ? ("change", "wants something else first") : ("question", "is not ready to decide");
        if (takesBack)
            return said.Segments.Exists(part => !part.Withdraws && part.Kind is not RequestKind.None) ? ("change", "takes it back for something else") : ("decline", "takes it back");
        if (StartsWithNo(said) || (said.Has(Concept.Not) && !agrees))
            return said.HasRequest || said.Has(Concept.Instead) || NamesPayment(said) ? ("change", "says no and what to do instead") : ("decline", "says no");
        if (agrees && HasReservation(said))
            return said.HasRequest ? ("change", "agrees with a reservation") : ("question", "agrees with a reservation");
        if (said.Has(Concept.Instead) || (!agrees && said.Has(Concept.Also)))
            return ("change", "wants it differently");
        if (agrees)
            return EndsAsQuestion(said) && !StartsWithYes(said) ? ("question", "asks about it") : ("confirm", "agrees");
        if (EndsAsQuestion(said))
            return ("question", "asks about it");
        return said.HasRequest || NamesPayment(said) ? ("change", "asks for something else") : ("other", "is no answer to the question");
    }

    private static bool NamesPayment(Utterance said) => said.Segments.Exists(part => part.Payments.Count > 0);

    /// <summary>"Yes, but hold on" against "Yes. I will hold on to the watch for now".</summary>
    private static bool HoldsAtOnce(Utterance said) => said.Hits.Exists(h => h.Concept is Concept.Hold && h.At <= 5);

    private static bool StartsWithNo(Utterance said) => said.Hits.Exists(h => h.Concept is Concept.No && h.At <= 1);

    private static bool StartsWithYes(Utterance said) => said.Hits.Exists(h => IsYesAt(said, h));

    /// <summary>A lone "right" or "fine" counts as the first word only: "this looks almost right, but …" agrees to nothing.</summary>
    private static bool IsYesAt(Utterance said, Hit hit) =>
        hit.Concept is Concept.Yes or Concept.Go && (hit.At == 0 || (hit.At <= 2 && (hit.Length > 1 || hit.Concept is Concept.Go || said.Words.Folded(hit.At) is "yes" or "yeah" or "yep" or "sure" or "ok" or "okay")));

    private static bool HasReservation(Utterance said)
    {
        for (var at = 1; at < said.Words.Count && said.Words[at].Before is not Separator.Sentence; at++)
        {
            if (said.Words.Is(at, "but") || said.Words.Is(at, "almost"))
                return true;
        }

        return false;
    }

    private static bool EndsAsQuestion(Utterance said) => said.Text.Contains('?', StringComparison.Ordinal) || said.Hits.Exists(h => h.Concept is Concept.Question && h.At == 0);
}
