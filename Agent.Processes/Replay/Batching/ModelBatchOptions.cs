using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Replay.Batching;

/// <summary>How replays work with a provider's batch endpoint.</summary>
public sealed class ModelBatchOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Batches";

    /// <summary>How often a batch is asked for. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a wave waits for conversations that are about to begin, once all others have asked. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a batch is looked for at the provider whose creation was not answered, before it is created again. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan LostAnswer { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class ModelBatchOptionsValidator : IValidateOptions<ModelBatchOptions>;
