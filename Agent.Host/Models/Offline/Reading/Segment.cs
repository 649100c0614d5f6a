using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Reading;

/// <summary>A part of a message that is about one request, such as each half of "cancel #W1 and return the boots".</summary>
internal sealed class Segment
{
    public required WordList Words { get; init; }

    public required int From { get; init; }

    /// <summary>The word behind the last one.</summary>
    public int To { get; set; }

    public RequestKind Kind { get; set; }

    /// <summary>"Don't cancel it", "never mind": the request is taken back.</summary>
    public bool Withdraws { get; set; }

    /// <summary>"Keep the boots", "not the case": what is named here stays out of the request.</summary>
    public bool Excludes { get; set; }

    public List<Hit> Hits { get; } = [];

    public List<string> OrderIds { get; } = [];

    /// <summary>Ten-digit numbers: item ids, or product ids that a customer mistook for them.</summary>
    public List<string> ItemIds { get; } = [];

    /// <summary>In the order they were named; the second is the fallback.</summary>
    public List<PaymentWish> Payments { get; } = [];

    public string Text => From >= To ? "" : Words.Text[Words[From].Start..Words[To - 1].End];

    public bool Has(Concept concept)
    {
        foreach (var hit in Hits)
        {
            if (hit.Concept == concept)
                return true;
        }

        return false;
    }
}
