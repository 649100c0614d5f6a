namespace Agent.Host.Models.Offline.Reading;

/// <summary>What one part of a customer's message asks for.</summary>
internal enum RequestKind
{
    None,
    OrderStatus,
    NotReceived,
    Cancel,
    Return,

    /// <summary>Money back, without saying how: a cancellation or a return, whichever the order allows.</summary>
    Refund,

    /// <summary>Another variant of something bought: an exchange once delivered, a modification before.</summary>
    Exchange,

    /// <summary>Something wrong with an item, without saying what should be done about it.</summary>
    Problem,

    /// <summary>"Change my order", without saying what.</summary>
    Modify,
    ChangeAddress,
    ChangePayment,
    StoreCredit,

    /// <summary>Money or credit back while the item is kept.</summary>
    RefundOnly,
    RefundTiming,
    ReturnPolicy,

    /// <summary>How the shop works, as its help centre says.</summary>
    Knowledge,
    Account,
    Product,
    Human,
    Capabilities,
    AreYouHuman,
}
