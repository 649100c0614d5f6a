using Microsoft.AspNetCore.Components;

namespace Agent.Host.Portal;

/// <summary>Makes pages.</summary>
internal static class PortalPages
{
    /// <param name="portal">Who looks at it.</param>
    /// <param name="title">The key of its title.</param>
    /// <param name="parameters">What it shows, by the component's parameters.</param>
    /// <typeparam name="TBody">The component between the navigation and the end of the page.</typeparam>
    public static PortalResult Page<TBody>(this PortalContext portal, string title, Dictionary<string, object?> parameters) where TBody : IComponent =>
        new(portal, portal.Texts[title], typeof(TBody), parameters);
}
