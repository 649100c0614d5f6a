using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Limits;

/// <summary>How much one replica takes on.</summary>
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
}

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
