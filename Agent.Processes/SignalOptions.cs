using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Processes;

/// <summary>How replicas tell each other what happens. Nothing depends on a signal arriving: each one only saves the wait for the next look into the database.</summary>
public sealed class SignalOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Signals";

    /// <summary>
    /// How long the listening connection may be silent before it is asked whether it lives; it has as long again to answer. Default 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a replica forwards a conversation's events to another one that asked for them and was not heard of since.
    /// Who still watches asks again after a third of it. Default 60 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WatchTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long pieces of answers are gathered before they go to other replicas together. Events never wait for it. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan DeltaPause { get; set; } = TimeSpan.FromMilliseconds(50);
}

[OptionsValidator]
internal sealed partial class SignalOptionsValidator : IValidateOptions<SignalOptions>;
