using System.Collections.Concurrent;

namespace Agent.Processes.Telemetry;

/// <summary>
/// The names of tools as metrics tell them. A model may ask for a tool that nobody has, under whatever name comes to it, and a foreign server may offer new ones every day: neither
/// makes a series for each.
/// </summary>
/// <param name="most">The most that are told apart.</param>
internal sealed class ToolNames(int most)
{
    /// <summary>Stands for a tool that does not exist, and for those behind the last that is told apart.</summary>
    public const string Other = "(other)";

    private readonly ConcurrentDictionary<string, bool> _called = new(StringComparer.Ordinal);

    /// <summary>Those of this process.</summary>
    public static ToolNames Shared { get; } = new(500);

    /// <summary>The name of a tool that is being called, and so exists.</summary>
    public string OfCalled(string tool)
    {
        if (!_called.ContainsKey(tool))
        {
            lock (_called)
            {
                if (_called.Count < most)
                {
                    _called.TryAdd(tool, true);
                }
            }
        }

        return Of(tool);
    }

    /// <summary>The name of a tool that somebody has named.</summary>
    public string Of(string? tool) => tool is not null && _called.ContainsKey(tool) ? tool : Other;
}
