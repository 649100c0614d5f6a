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
    public static byte[] TextOf(AuditCheckpoint checkpoint) => TextOf("audit-checkpoint", checkpoint.Tenant, checkpoint.Number, checkpoint.At, checkpoint.Hash);

    /// <summary>What is signed of a beginning.</summary>
    public static byte[] TextOf(AuditBeginning beginning) => TextOf("audit-beginning", beginning.Tenant, beginning.Number, beginning.At, beginning.Hash);

    private static byte[] TextOf(string kind, string tenant, long number, DateTimeOffset at, string hash)
    {
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(kind);
            json.WriteStringValue(tenant);
            json.WriteNumberValue(number);
            json.WriteNumberValue(Microseconds(at));
            json.WriteStringValue(hash);
            json.WriteEndArray();
        }

        return text.WrittenSpan.ToArray();
    }

    /// <summary>A time as the database can keep it.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
