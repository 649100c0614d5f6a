using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Calling.Caching;

/// <summary>How long answers of reading tools are kept in memory.</summary>
public sealed class ToolCacheOptions
{
    /// <summary>The characters all kept answers of a replica may have together; default 16 million.</summary>
    [Range(0, 1_000_000_000)]
    public long MaxCharacters { get; set; } = 16_000_000;

    /// <summary>By tool, how long its answers are kept; zero: not at all. Tools that are not named here keep their own, which for most is not at all.</summary>
    public Dictionary<string, TimeSpan> Ttl { get; init; } = [];
}
