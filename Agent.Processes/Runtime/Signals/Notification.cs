using System.Text;

namespace Agent.Processes.Runtime.Signals;

/// <summary>One message to other replicas.</summary>
/// <param name="Channel">One of <see cref="SignalChannels"/>.</param>
/// <param name="Payload">Less than <see cref="MaxBytes"/> of UTF-8.</param>
internal readonly record struct Notification(string Channel, string Payload)
{
    /// <summary>PostgreSQL refuses payloads of 8,000 bytes and more.</summary>
    public const int MaxBytes = 8000;

    public static bool Fits(string payload) => Encoding.UTF8.GetByteCount(payload) < MaxBytes;
}
