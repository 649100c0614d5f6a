namespace Agent.Host.Models.Offline.Reading;

/// <summary>Which kinds of request can be two wordings of one and the same.</summary>
internal static class RequestKinds
{
    /// <summary>The more exact of two kinds that can mean one request; None when they are two requests.</summary>
    public static RequestKind Merge(RequestKind a, RequestKind b)
    {
        if (a == b)
            return a;
        if (Covers(a, b))
            return b;
        return Covers(b, a) ? a : RequestKind.None;
    }

    /// <summary>Whether the request reads only and is over with the answer.</summary>
    public static bool IsQuestion(RequestKind kind) => kind is RequestKind.OrderStatus or RequestKind.RefundTiming or RequestKind.ReturnPolicy or RequestKind.Knowledge
        or RequestKind.Account or RequestKind.Product or RequestKind.Capabilities or RequestKind.AreYouHuman;

    private static bool Covers(RequestKind vague, RequestKind exact) => vague switch
    {
        RequestKind.Refund => exact is RequestKind.Cancel or RequestKind.Return or RequestKind.RefundOnly,
        RequestKind.Problem => exact is RequestKind.Cancel or RequestKind.Return or RequestKind.Exchange or RequestKind.Refund or RequestKind.RefundOnly or RequestKind.NotReceived,
        RequestKind.Modify => exact is RequestKind.Exchange or RequestKind.ChangeAddress or RequestKind.ChangePayment or RequestKind.Cancel,
        RequestKind.OrderStatus => exact is RequestKind.NotReceived or RequestKind.Product,
        RequestKind.Product => exact is RequestKind.Exchange,
        RequestKind.StoreCredit => exact is RequestKind.Return or RequestKind.Cancel or RequestKind.Refund or RequestKind.RefundOnly or RequestKind.Exchange,
        _ => false,
    };
}
