using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay.Jobs;

/// <summary>How replicas work on replays.</summary>
internal sealed class ReplayJobOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Replay";

    /// <summary>Whether this replica works on jobs. Default: true.</summary>
    public bool Works { get; set; } = true;

    /// <summary>How many conversations of jobs it works on at a time. Default: 2.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 2;

    /// <summary>How many conversations of a job are held at a time that asks models through a batch endpoint: a wave holds what as many ask next. Default: 64.</summary>
    [Range(1, 1_000)]
    public int BatchParallel { get; set; } = 64;

    /// <summary>The most that one live replay may cost as a job, in US dollars. Default 0: there are none, since whoever may start replays would spend the service's money.</summary>
    [Range(0, 1_000_000)]
    public decimal LiveBudget { get; set; }

    /// <summary>Up to how many conversations with customers may be under way here for a job to be worked on at all. Default: 8.</summary>
    [Range(0, 10_000)]
    public int MostInteractive { get; set; } = 8;

    /// <summary>How often a replica looks for jobs that were put down elsewhere. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long a replica has a conversation to itself; one that died loses it then. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks <see cref="ReplayJobOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ReplayJobOptionsValidator : IValidateOptions<ReplayJobOptions>;
