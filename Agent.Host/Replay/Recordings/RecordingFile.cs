using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Agent.Host.Replay.Recordings;

/// <summary>A file of recordings, one a line, plain or compressed with gzip. It is read line by line: its size does not matter.</summary>
internal sealed class RecordingFile(string path, RecordingFormat format) : IRecordingSource
{
    /// <summary>The longest line that is read. A conversation has some thousand characters; what is longer than this is none.</summary>
    public const int LongestLine = 16 * 1_024 * 1_024;

    private const int DigestedBytes = 1_024 * 1_024;

    private FileStream? _open;

    /// <summary>How much of it has been read, from 0 to 1.</summary>
    public double Progress => _open is { CanRead: true, Length: > 0 } open ? (double)open.Position / open.Length : 1;

    /// <summary>Tells whether a file is the one it was: its length and the hash of its beginning.</summary>
    /// <exception cref="ReplayFault">It cannot be read.</exception>
    public async Task<string> DigestAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            var start = new byte[Math.Min(DigestedBytes, stream.Length)];
            await stream.ReadExactlyAsync(start, cancellationToken);
            return $"{stream.Length}:{Convert.ToHexStringLower(SHA256.HashData(start))}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ReplayFault($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Its lines in order; empty ones are left out. A faulty line is one with a fault, and the next one follows.</summary>
    public IAsyncEnumerable<RecordingLine> ReadAsync(CancellationToken cancellationToken = default) => format is RecordingFormat.Chat
        ? ReadChatAsync(cancellationToken)
        : TranscriptRecording.ReadAsync(ReadTextAsync(cancellationToken), format, cancellationToken);

    private async IAsyncEnumerable<RecordingLine> ReadChatAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (number, line) in ReadLinesAsync(cancellationToken))
        {
            if (line is null)
            {
                yield return new(number, null, Fault: $"the line has more than {LongestLine} bytes");
                continue;
            }

            yield return ReadChat(number, line);
        }
    }

    private async IAsyncEnumerable<(long Number, string? Text)> ReadTextAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (number, line) in ReadLinesAsync(cancellationToken))
        {
            yield return (number, line is null ? null : System.Text.Encoding.UTF8.GetString(line));
        }
    }

    /// <summary>Reads one line.</summary>
    public static RecordingLine ReadChat(long number, byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var recording = ChatRecording.Read(document.RootElement.Clone());
            return new(number, recording, recording.Id);
        }
        catch (JsonException exception)
        {
            return new(number, null, Fault: $"the line is no JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            return new(number, null, Fault: "the line is no JSON: it holds text that is no UTF-8");
        }
        catch (RecordingFault fault)
        {
            return new(number, null, fault.Id, fault.Message);
        }
    }

    /// <summary>The lines as bytes; null for one that is too long.</summary>
    private async IAsyncEnumerable<(long Number, byte[]? Line)> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        _open = file;
        await using var stream = await OpenAsync(file, cancellationToken);
        var reader = PipeReader.Create(stream, new(bufferSize: 64 * 1_024));
        var (number, skipping) = (0L, false);
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
            {
                number++;
                if (skipping || line.Length > LongestLine)
                {
                    skipping = false;
                    yield return (number, null);
                }
                else if (Trimmed(line, number == 1) is { Length: > 0 } bytes)
                {
                    yield return (number, bytes);
                }
            }

            if (buffer.Length > LongestLine)
            {
                // Its rest is passed by without being kept.
                (skipping, buffer) = (true, buffer.Slice(buffer.End));
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        if (skipping)
        {
            yield return (number + 1, null);
        }

        await reader.CompleteAsync();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty)
        {
            return false;
        }

        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static byte[] Trimmed(ReadOnlySequence<byte> line, bool isFirst)
    {
        ReadOnlySpan<byte> bytes = line.ToArray();
        if (isFirst && bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        return bytes.Trim(" \t\r"u8).ToArray();
    }

    /// <summary>A compressed file says so in its first two bytes, whatever it is called.</summary>
    private static async Task<Stream> OpenAsync(FileStream file, CancellationToken cancellationToken)
    {
        var start = new byte[2];
        var length = await file.ReadAtLeastAsync(start, 2, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        return length == 2 && start is [0x1F, 0x8B] ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
