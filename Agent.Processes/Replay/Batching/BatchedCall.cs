using System.Security.Cryptography;
using System.Text;

namespace Agent.Processes.Replay.Batching;

/// <summary>
/// A model call of a replay that goes through a batch. It has a name that is the same when the replay is gone on with after a kill, and so has the money that is set aside for it: the
/// call is made once, and paid once.
/// </summary>
/// <param name="tenant">The run's tenant.</param>
/// <param name="run">The run.</param>
/// <param name="key">Which call of which conversation.</param>
/// <param name="owner">The conversation.</param>
internal sealed class BatchedCall(string tenant, string run, string key, BatchParticipant owner)
{
    private static readonly AsyncLocal<BatchedCall?> s_current = new();

    /// <summary>A provider has a day for a batch; whoever takes its answer has two hours more.</summary>
    public static readonly TimeSpan ReservationTime = TimeSpan.FromHours(26);

    /// <summary>The call that is being made; null outside of batches.</summary>
    public static BatchedCall? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public string Key => key;

    public BatchParticipant Owner => owner;

    /// <summary>The name of the money that is set aside for it.</summary>
    public Guid ReservationId { get; } = ReservationIdOf(tenant, run, key);

    public static Guid ReservationIdOf(string tenant, string run, string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{run}\n{key}")).AsSpan()[..16]);

    /// <summary>What was answered before the program was broken off; null when nothing was.</summary>
    public BatchAnswer? Answer { get; set; }

    /// <summary>The batch it is in already, which the provider may have; null when it is in none.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>How many batches it has been in.</summary>
    public int Tries { get; set; }
}
