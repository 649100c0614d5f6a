using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Limits;

/// <summary>What one address, caller or tenant, or the whole service, may ask for. 0 is no limit.</summary>
internal sealed class LevelOptions
{
    private const int Most = 1_000_000_000;

    /// <summary>Requests in a minute, in the long run.</summary>
    [Range(0, Most)]
    public int RequestsPerMinute { get; set; }

    /// <summary>The most requests at once after a pause; 0 is as many as in a minute.</summary>
    [Range(0, Most)]
    public int RequestBurst { get; set; }

    /// <summary>Tokens of models in a minute, in the long run, sent and written. Counted when a model has answered, so a long answer may go beyond; it is made up for.</summary>
    [Range(0, Most)]
    public int TokensPerMinute { get; set; }

    /// <summary>The most tokens at once after a pause; 0 is as many as in a minute.</summary>
    [Range(0, Most)]
    public int TokenBurst { get; set; }

    /// <summary>Requests under way at once, waiting ones and event streams included.</summary>
    [Range(0, Most)]
    public int MaxConcurrent { get; set; }
}

[OptionsValidator]
internal sealed partial class LevelOptionsValidator : IValidateOptions<LevelOptions>;
