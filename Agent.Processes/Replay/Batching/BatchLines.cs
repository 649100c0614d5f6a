using System.Buffers;
using System.Text.Json;

namespace Agent.Processes.Replay.Batching;

/// <summary>The lines of a batch's files: calls in, answers and failures out.</summary>
internal static class BatchLines
{
    /// <summary>The endpoint that every call of ours goes to.</summary>
    public const string Endpoint = "/v1/chat/completions";

    /// <summary>Writes calls, one a line.</summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<(string Key, string Request)> calls)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var (key, request) in calls)
        {
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartObject();
                writer.WriteString("custom_id", key);
                writer.WriteString("method", "POST");
                writer.WriteString("url", Endpoint);
                writer.WritePropertyName("body");
                writer.WriteRawValue(request);
                writer.WriteEndObject();
            }

            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Reads a file of answers or failures. What cannot be read is left out: its call counts as not answered.</summary>
    public static IEnumerable<(string Key, BatchAnswer Answer)> Read(ReadOnlyMemory<byte> file)
    {
        while (file.Length > 0)
        {
            var end = file.Span.IndexOf((byte)'\n');
            var line = end < 0 ? file : file[..end];
            file = end < 0 ? default : file[(end + 1)..];
            if (ReadLine(line) is { } read)
            {
                yield return read;
            }
        }
    }

    private static (string, BatchAnswer)? ReadLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var key = root.GetProperty("custom_id").GetString()!;
            if (root.TryGetProperty("response", out var response) && response.ValueKind is JsonValueKind.Object)
            {
                return (key, new(response.GetProperty("status_code").GetInt32(), response.GetProperty("body").GetRawText()));
            }

            // Never made: the day was over before its turn came, or the batch was ended.
            return (key, new(NotMade, root.GetRawText()));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>In place of an HTTP status, for calls that were never made.</summary>
    public const int NotMade = 0;
}
