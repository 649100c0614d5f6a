using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Processes;

/// <summary>How the durable runtime works: leases and limits.</summary>
public sealed class RuntimeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Runtime";

    /// <summary>How long a silent owner keeps a conversation, in seconds. A crashed replica's conversations go on elsewhere after this time. Default 15.</summary>
    [Range(2, 3600)]
    public int LeaseSeconds { get; set; } = 15;

    /// <summary>The most conversations this replica works on at once; further ones are queued. Default 200.</summary>
    [Range(1, 100_000)]
    public int MaxRunning { get; set; } = 200;

    /// <summary>Those of <see cref="MaxRunning"/> that may be one tenant's. Default 100.</summary>
    [Range(1, 100_000)]
    public int MaxRunningPerTenant { get; set; } = 100;

    /// <summary>How often the same superstep may be begun without a commit before its conversation is parked. Default 5.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// How long the work under way may go on once the replica is told to stop. Turns may end in the first half of it; in the second they stop at their next
    /// commit; what is left is broken off, and done again by another replica. Default 20 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The most supersteps one turn may take. Default 200.</summary>
    [Range(1, 100_000)]
    public int MaxSuperstepsPerTurn { get; set; } = 200;

    /// <summary>The longest one turn may take. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TurnTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest one model call may take. Default 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ModelCallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often approvals are looked for that nobody answers. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan ApprovalSweep { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// True when this process is the only one on its database, as with the private cluster: then what the last process left unfinished is taken over
    /// at start, without waiting for its leases to lapse. Default false.
    /// </summary>
    public bool IsAlone { get; set; }

    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}

[OptionsValidator]
internal sealed partial class RuntimeOptionsValidator : IValidateOptions<RuntimeOptions>;
