using System.Text.Encodings.Web;
using System.Text.Json;
using Agent.Host.Replay.Results;
using Agent.Processes.Replay;

namespace Agent.Host.Replay.Reports;

/// <summary>
/// A replay as JSON. It says nothing of when and where it ran, so that two replays of the same things can be compared as files, one broken off and gone on with included.
/// </summary>
internal static class JsonReport
{
    public static async Task WriteAsync(Stream stream, ReplayRun run, ReplaySummary summary, IAsyncEnumerable<ReplayItemResult> results, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("mode", run.Mode);
        writer.WritePropertyName("replayed");
        writer.WriteRawValue(run.Spec);
        writer.WritePropertyName("summary");
        writer.WriteRawValue(JsonSerializer.Serialize(summary, ReplayJson.Plain.ReplaySummary)); // straight into the writer it would flush, which a response does not allow
        writer.WriteStartArray("conversations");
        await foreach (var result in results.WithCancellation(cancellationToken))
        {
            writer.WriteRawValue(result.Result, skipInputValidation: true);
            if (writer.BytesPending > 64 * 1_024)
            {
                await writer.FlushAsync(cancellationToken);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
    }
}
