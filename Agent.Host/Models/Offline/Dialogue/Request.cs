using Agent.Host.Models.Offline.BackOffice;
using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>One thing the customer wants, gathered over as many messages as it takes.</summary>
internal sealed class Request(RequestKind kind)
{
    public RequestKind Kind { get; set; } = kind;

    public List<Segment> Parts { get; } = [];

    /// <summary>What was talked about before; "it" and "that order" point there.</summary>
    public Request? Before { get; init; }

    public List<Outcome> Outcomes { get; } = [];

    /// <summary>Answered, taken back or settled: there is nothing left to do for it.</summary>
    public bool IsClosed { get; set; }

    public bool IsWithdrawn { get; set; }

    /// <summary>The number of the customer's latest message about it: what is fresh goes before what they left open earlier.</summary>
    public int LastHeard { get; set; }

    /// <summary>Set while a colleague's help is arranged because no tool of ours does it.</summary>
    public bool IsHandedOver { get; set; }

    public string? CancelReason { get; private set; }

    public AddressView? NewAddress { get; set; }

    public List<PaymentWish> Payments { get; private set; } = [];

    public bool Has(Concept concept) => Parts.Exists(part => !part.Excludes && part.Has(concept));

    public IEnumerable<string> OrderIds => Parts.Where(p => !p.Excludes).SelectMany(p => p.OrderIds).Distinct();

    public void Add(Segment part)
    {
        Parts.Add(part);
        if (part.Payments.Count > 0 && !part.Excludes)
            Payments = part.Payments;
        CancelReason = ReasonIn(part) ?? CancelReason;
    }

    public static string? ReasonIn(Segment part)
    {
        if (part.Has(Concept.ByMistake))
            return "ordered by mistake";
        return part.Has(Concept.NoLongerNeeded) || part.Has(Concept.ChangedMind) ? "no longer needed" : null;
    }

    public void GiveReason(string reason) => CancelReason = reason;

    /// <summary>The latest call for an order (or, with an empty id, for the profile) by one of our tools.</summary>
    public Outcome? OutcomeFor(string orderId) => Outcomes.FindLast(outcome => outcome.OrderId == orderId && outcome.Tool is not ToolNames.CreateTicket and not ToolNames.Transfer);

    public Outcome? Ticket => Outcomes.FindLast(outcome => outcome.Tool is ToolNames.CreateTicket or ToolNames.Transfer);
}
