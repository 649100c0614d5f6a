using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Decides what to do next: tell what was settled, answer what was asked, then go on with the first request that is still open.</summary>
internal static class OrdersPlan
{
    private const string Anything = "Is there anything else I can do for you?";

    public static void Apply(Turn turn)
    {
        if (turn.Conversation.Last is not { } last)
        {
            turn.Say("Hello! I can look up your orders, cancel them and register returns. What can I do for you?");
            return;
        }

        if (Manners.SpeaksAnotherLanguage(last) is { } notEnglish)
        {
            turn.Say(notEnglish);
            return;
        }

        var told = Report(turn);
        if (turn.Conversation.Log.JustWithdrawn is { } withdrawn && !told)
            turn.Say(Withdrawn(withdrawn));
        if (last.Has(Concept.Insult) && !last.HasRequest && !turn.HasText && turn.Conversation.Log.Open.Any())
            turn.Say("I am sorry this is frustrating.");
        Work(turn);
        if (turn.Calls.Count == 0)
            Finish(turn, last);
    }

    private static bool Report(Turn turn)
    {
        var outcomes = turn.Conversation.Log.Unreported.ToList();
        foreach (var outcome in outcomes)
            turn.Say(OutcomeWording.Of(outcome, turn.Facts));
        return outcomes.Count > 0;
    }

    private static string Withdrawn(Request request) => request.Outcomes.Exists(o => o.State is OutcomeState.Done)
        ? "What is done already stays done; I will not do anything more about it."
        : $"All right, I will leave that{(request.OrderIds.FirstOrDefault() is { } id ? $" for order {id}" : "")}. Nothing has been changed.";

    /// <summary>
    /// Questions first, since answering them never waits for anybody; then actions in the order they were asked for, those of the latest
    /// message before any that the customer has turned away from.
    /// </summary>
    private static void Work(Turn turn)
    {
        var open = turn.Conversation.Log.Open.ToList();
        foreach (var request in open.OrderByDescending(r => RequestKinds.IsQuestion(r.Kind)).ThenByDescending(r => r.LastHeard))
        {
            var said = turn.HasText;
            Rules.Apply(turn, request);
            if (turn.Calls.Count > 0 || turn.HasAsked || (turn.HasText && !said && request.Outcomes.Exists(o => o.IsOpen)))
                return;
        }
    }

    private static void Finish(Turn turn, Utterance last)
    {
        if (turn.HasText)
        {
            if (!turn.HasAsked && turn.Conversation.Log.Open.All(r => !r.Outcomes.Exists(o => o.IsOpen)) && !turn.Text.EndsWith('?'))
                turn.Say(Anything);
        }
        else if (turn.Conversation.WaitingFor is { } waiting)
        {
            turn.Say($"This still waits for your decision: {waiting.TrimEnd('.')}. Nothing has been changed yet.");
        }
        else
        {
            turn.Say(Manners.Reply(last) ?? NothingUnderstood(turn));
        }
    }

    private static string NothingUnderstood(Turn turn)
    {
        if (turn.Conversation.Log.Orphans.Exists(p => p.OrderIds.Count > 0 || p.Has(Concept.Order) || p.Has(Concept.LastOrder)))
            return Questions.WhatToDo + " with that order? I can tell you where it is, cancel it while it is pending, or return items from it once it is delivered.";
        return turn.Conversation.LastAnswer.StartsWith("I am not sure", StringComparison.Ordinal)
            ? "I am sorry, I still do not understand. I follow fixed rules, so plain words help: \"where is order #W1234567\", \"cancel my last order\", \"return the headphones\". You can also say that you want to talk to a colleague."
            : "I am not sure what you would like me to do. I can look up an order, cancel a pending one, or return items of a delivered one. What shall it be?";
    }
}
