namespace Agent.Host.Api.Limits.Places;

/// <summary>A request's place, until it ends.</summary>
internal sealed class PlaceLease(Place place) : IDisposable
{
    private int _isOver;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            place.Leave();
    }
}
