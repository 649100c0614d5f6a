using System.Security.Cryptography;
using System.Text;

namespace Agent.Processes.Replay.Batching;

/// <summary>A conversation whose calls go through batches. A wave waits until each of them has asked for something.</summary>
internal sealed class BatchParticipant(long number, Action<BatchParticipant> leave) : IDisposable
{
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private string _part = "";

    /// <summary>How many calls it waits for. Under the lock of whoever counts.</summary>
    public int Waiting { get; set; }

    /// <summary>Goes on to a part that is held for itself, such as another sample.</summary>
    public void Begin(string part) => _part = part;

    /// <summary>Names a call by what is asked, but for what tools answered: that holds times and numbers that come out otherwise in a fresh shop.</summary>
    /// <param name="shape">What is asked.</param>
    public string KeyOf(string shape)
    {
        lock (_asked)
        {
            var asked = FormattableString.Invariant($"{number}\n{_part}\n{shape}");
            var times = _asked[asked] = _asked.GetValueOrDefault(asked) + 1; // the same question twice is two calls
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{asked}\n{times}"))));
        }
    }

    public void Dispose() => leave(this);
}
