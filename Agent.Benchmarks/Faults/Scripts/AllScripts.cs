namespace Agent.Benchmarks.Faults.Scripts;

/// <summary>The conversations of the fault matrix.</summary>
internal static class AllScripts
{
    private const string Mara = "mara_olsen_1001";
    private const string Tom = "tom_becker_1002";

    /// <summary>The README's conversation.</summary>
    public static readonly Script Return = new()
    {
        Name = "return",
        Hero = Mara,
        Order = "#W1000001",
        Inputs = ["I'd like to return the headphones from order {order}", "back to my card please", "yes"],
        Effects = new Dictionary<string, int> { ["return_delivered_order_items"] = 1 },
        Returns = 1,
    };

    /// <summary>An operator decides, over the API.</summary>
    public static readonly Script OperatorReturn = new()
    {
        Name = "operator",
        Hero = Tom,
        Order = "#W1000004",
        Inputs = ["I want to return everything from order {order}, refund to the original payment method", ScriptInput.Approval],
        Effects = new Dictionary<string, int> { ["return_delivered_order_items"] = 1 },
        Returns = 1,
    };

    /// <summary>A hand-over: the shop's own rules would let it happen any number of times, so only the key keeps it single.</summary>
    public static readonly Script Ticket = new()
    {
        Name = "ticket",
        Hero = Mara,
        Order = "#W1000001",
        Inputs = ["I want to speak to a real person"],
        Effects = new Dictionary<string, int> { ["create_ticket"] = 1 },
        Tickets = 1,
    };

    public static readonly IReadOnlyList<Script> All =
    [
        Return,
        OperatorReturn,
        Ticket,
        new()
        {
            Name = "cancel",
            Hero = Mara,
            Order = "#W1000002",
            Inputs = ["please cancel order {order}, I don't need it anymore", "yes"],
            Effects = new Dictionary<string, int> { ["cancel_pending_order"] = 1 },
            Payments = 1,
        },
        new()
        {
            Name = "gift card",
            Hero = Mara,
            Order = "#W1000002",
            Inputs = ["please change the payment method of order {order} to my gift card", "yes"],
            Effects = new Dictionary<string, int> { ["modify_pending_order_payment"] = 1 },
            Payments = 2,
            GiftCardSpentMinor = 79_00,
        },
        new()
        {
            Name = "address",
            Hero = Mara,
            Order = "#W1000002",
            Inputs = ["please change the shipping address of my pending order {order}", "5 Oak Road, Dallas, TX 75201", "yes"],
            Effects = new Dictionary<string, int> { ["modify_pending_order_address"] = 1 },
        },
        new()
        {
            Name = "questions",
            Hero = Mara,
            Order = "#W1000001",
            Inputs = ["Where is my order {order}?", "Hello!", "When was my order {order} delivered?"],
            IsAtOnce = true,
        },
    ];
}
