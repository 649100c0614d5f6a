using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Agent.Host.Security.Audit;

/// <summary>What is hashed and signed, byte for byte. It must never change: old rows are checked with it.</summary>
internal static class AuditChain
{
    /// <summary>What the first row follows.</summary>
    public static readonly string Start = new('0', 64);

    /// <summary>The hash of a row behind another one.</summary>
    public static string HashOf(AuditRow row, string before)
    {
        var text = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(before);
            json.WriteStringValue(row.Tenant);
            json.WriteNumberValue(row.Number);
            json.WriteNumberValue(Microseconds(row.At));
            json.WriteStringValue(row.Actor);
            json.WriteStringValue(row.Act);
            json.WriteStringValue(row.Subject);
            json.WriteStringValue(row.RequestId);
            foreach (var (name, value) in row.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal))
            {
                json.WriteStringValue(name);
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan));
    }

    /// <summary>What is signed of a checkpoint.</summary>
    public static byte[] TextOf(AuditCheckpoint checkpoint)
    {
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteStringValue("audit-checkpoint");
            json.WriteStringValue(checkpoint.Tenant);
            json.WriteNumberValue(checkpoint.Number);
            json.WriteNumberValue(Microseconds(checkpoint.At));
            json.WriteStringValue(checkpoint.Hash);
            json.WriteEndArray();
        }

        return text.WrittenSpan.ToArray();
    }

    /// <summary>A time as the database can keep it.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
