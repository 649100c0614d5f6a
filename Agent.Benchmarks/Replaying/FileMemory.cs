using System.Diagnostics;
using System.Text.Json.Nodes;
using Agent.Host.Replay.Recordings;

namespace Agent.Benchmarks.Replaying;

/// <summary>
/// How much memory it takes to read a file of recordings, by a file made by repetition. It is measured in a process that does nothing else: beside other work, what
/// the heap holds is mostly that of the others.
/// </summary>
internal static class FileMemory
{
    private const int LineCharacters = 40_000;
    private const int Looks = 20;

    /// <summary>Reads such a file.</summary>
    /// <param name="megabytes">Its size.</param>
    /// <returns>How many recordings were read, how much more the heap held at most than before, after everything that was not needed was gone, and the process's largest size; in bytes.</returns>
    public static async Task<(long Count, long Heap, long Process)> MeasureAsync(int megabytes)
    {
        var path = Path.Combine(Path.GetTempPath(), $"agent-recordings-{Guid.NewGuid():n}.jsonl");
        try
        {
            var lines = megabytes * 1_000_000L / LineCharacters;
            Write(path, lines);
            await foreach (var _ in new RecordingFile(path, RecordingFormat.Chat).ReadAsync())
            {
                break; // the reader's own code and buffers are there before the first look
            }

            return await ReadAsync(path, Math.Max(1, lines / Looks));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<(long Count, long Heap, long Process)> ReadAsync(string path, long every)
    {
        var (count, most) = (0L, 0L);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (var line in new RecordingFile(path, RecordingFormat.Chat).ReadAsync())
        {
            if (line.Fault is { } fault)
            {
                throw new InvalidOperationException($"line {line.Number}: {fault}");
            }

            if (++count % every == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        return (count, most, Process.GetCurrentProcess().PeakWorkingSet64);
    }

    private static void Write(string path, long lines)
    {
        var recording = new JsonObject { ["id"] = "again", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new string('x', LineCharacters - 70) }) }.ToJsonString();
        using var file = new StreamWriter(path);
        for (var line = 0L; line < lines; line++)
        {
            file.Write(recording);
            file.Write('\n');
        }
    }
}
