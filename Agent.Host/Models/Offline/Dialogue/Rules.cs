using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Which rule answers which kind of request.</summary>
internal static class Rules
{
    public static void Apply(Turn turn, Request request)
    {
        switch (request.Kind)
        {
            case RequestKind.Cancel:
                CancelRule.Apply(turn, request);
                break;
            case RequestKind.Return or RequestKind.Refund or RequestKind.StoreCredit:
                ReturnRule.Apply(turn, request);
                break;
            case RequestKind.OrderStatus:
                StatusAnswer.Apply(turn, request);
                break;
            case RequestKind.Human:
                HandOver.Apply(turn, request, "answer this", "human");
                break;
            case RequestKind.Capabilities or RequestKind.AreYouHuman:
                turn.Say(request.Kind is RequestKind.Capabilities ? Manners.Capabilities(turn.Tools) : Manners.WhatIAm);
                request.IsClosed = true;
                break;
            case RequestKind.Exchange:
                ExchangeRule.Apply(turn, request);
                break;
            case RequestKind.ChangeAddress:
                AddressRule.Apply(turn, request);
                break;
            case RequestKind.ChangePayment:
                PaymentRule.Apply(turn, request);
                break;
            case RequestKind.Account:
                CustomerAnswers.Account(turn, request);
                break;
            case RequestKind.Product:
                CustomerAnswers.Product(turn, request);
                break;
            case RequestKind.RefundTiming:
                CustomerAnswers.RefundTiming(turn, request);
                break;
            case RequestKind.RefundOnly:
                RefundRule.Apply(turn, request);
                break;
            case RequestKind.ReturnPolicy when !turn.Tools.Has(ToolNames.SearchKnowledge):
                CustomerAnswers.ReturnPolicy(turn, request);
                break;
            case RequestKind.ReturnPolicy or RequestKind.Knowledge:
                KnowledgeRule.Apply(turn, request);
                break;
            case RequestKind.Problem or RequestKind.NotReceived or RequestKind.Modify:
                ProblemRule.Apply(turn, request);
                break;
        }
    }
}
