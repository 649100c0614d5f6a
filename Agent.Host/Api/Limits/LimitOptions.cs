using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Limits;

/// <summary>How much one replica takes on, and how much anybody may ask of all of them.</summary>
internal sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>How many requests of the API may be under way at once, waiting ones and streams included; what comes beyond that is told to come back. Default: 4,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentRequests { get; set; } = 4000;

    /// <summary>Above this part of the memory the process may use, requests of the API are told to come back. Default: 0.85.</summary>
    [Range(0.05, 1.0)]
    public double MemoryShare { get; set; } = 0.85;

    /// <summary>How many connections may be open at once; further ones are closed. Default: 20,000, well above the requests, so that health checks get through.</summary>
    [Range(10, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>How long the head of a request may take. Default: 10 seconds.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection without a request is kept. Default: 2 minutes.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The most bytes of all headers of a request together. Default: 32 KB.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>The fewest bytes a second at which a body may come in. Default: 240.</summary>
    [Range(1, 1_000_000)]
    public int MinBodyBytesPerSecond { get; set; } = 240;

    /// <summary>
    /// Which part of a limit a replica takes for itself, to spend without asking: the most by which a limit can be exceeded for a moment, once for each replica. Default: 0.02.
    /// </summary>
    [Range(0.0001, 0.5)]
    public double LocalShare { get; set; } = 0.02;

    /// <summary>One address, or for IPv6 one network of 64 bits; before anybody knows who calls. Behind a proxy the service must be told to look at its headers.</summary>
    [ValidateObjectMembers(typeof(LevelOptionsValidator))]
    public LevelOptions Address { get; set; } = new() { RequestsPerMinute = 60_000, RequestBurst = 20_000, MaxConcurrent = 2000 };

    /// <summary>One API key, or one person.</summary>
    [ValidateObjectMembers(typeof(LevelOptionsValidator))]
    public LevelOptions Caller { get; set; } = new() { RequestsPerMinute = 60_000, RequestBurst = 20_000, MaxConcurrent = 2000 };

    /// <summary>All callers of one tenant together; a tenant's own settings come first.</summary>
    [ValidateObjectMembers(typeof(LevelOptionsValidator))]
    public LevelOptions Tenant { get; set; } = new() { RequestsPerMinute = 300_000, RequestBurst = 100_000, MaxConcurrent = 3000 };

    /// <summary>Everybody together. How much runs at once is a matter of <see cref="MaxConcurrentRequests"/>.</summary>
    [ValidateObjectMembers(typeof(LevelOptionsValidator))]
    public LevelOptions Service { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
