using Agent.Host.Models.Offline.Language;

namespace Agent.Host.Models.Offline.Reading;

/// <summary>One message of a customer, read: its parts, and what it says as a whole.</summary>
internal sealed class Utterance
{
    public required WordList Words { get; init; }

    public required List<Hit> Hits { get; init; }

    public required List<Segment> Segments { get; init; }

    public Person? Person { get; init; }

    public string Text => Words.Text;

    public bool Has(Concept concept) => Count(concept) > 0;

    public int Count(Concept concept)
    {
        var count = 0;
        foreach (var hit in Hits)
        {
            if (hit.Concept == concept)
                count++;
        }

        return count;
    }

    public bool HasRequest
    {
        get
        {
            foreach (var segment in Segments)
            {
                if (segment.Kind is not RequestKind.None)
                    return true;
            }

            return false;
        }
    }
}
