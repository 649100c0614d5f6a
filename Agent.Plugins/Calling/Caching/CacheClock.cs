using Microsoft.Extensions.Internal;

namespace Agent.Plugins.Calling.Caching;

/// <summary>Lets the memory cache go by the service's clock.</summary>
internal sealed class CacheClock(TimeProvider clock) : ISystemClock
{
    public DateTimeOffset UtcNow => clock.GetUtcNow();
}
