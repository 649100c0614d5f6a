using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Agent.Processes.Replay.Batching;
using OpenAI.Batch;
using OpenAI.Files;

namespace Agent.Host.Replay.Live.Batching;

/// <summary>The Batch API of OpenAI, or of a server that speaks it.</summary>
internal sealed class OpenAIBatchEndpoint(BatchClient batches, OpenAIFileClient files) : IBatchEndpoint
{
    /// <summary>By this name a batch is found again whose creation was never answered.</summary>
    private const string Name = "agent_batch";

    private const string Window = "24h";
    private const int PageSize = 100;

    /// <summary>A batch that is looked for was created moments or days ago: not behind a thousand others.</summary>
    private const int MostPages = 10;

    public Task<string> UploadAsync(string name, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var stream = new MemoryStream(lines.ToArray(), writable: false);
        return (await files.UploadFileAsync(stream, name, FileUploadPurpose.Batch, cancellationToken)).Value.Id;
    });

    public Task<ProviderBatch> CreateAsync(Guid id, string fileId, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var request = new BatchRequest(fileId, "/v1/chat/completions", Window, new Dictionary<string, string> { [Name] = id.ToString("n") });
        using var content = BinaryContent.Create(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(request, BatchJson.Default.BatchRequest)));
        var operation = await batches.CreateBatchAsync(content, waitUntilCompleted: false, OptionsOf(cancellationToken));
        return Read(operation.GetRawResponse().Content);
    });

    public Task<ProviderBatch?> FindAsync(Guid id, string fileId, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var (name, pages) = (id.ToString("n"), 0);
        await foreach (var page in batches.GetBatchesAsync(after: null, PageSize, OptionsOf(cancellationToken)).GetRawPagesAsync().WithCancellation(cancellationToken))
        {
            using var list = JsonDocument.Parse(page.GetRawResponse().Content);
            foreach (var batch in list.RootElement.GetProperty("data").EnumerateArray())
            {
                if (Text(batch, "input_file_id") == fileId || (batch.TryGetProperty("metadata", out var metadata) && metadata.ValueKind is JsonValueKind.Object && Text(metadata, Name) == name))
                {
                    return Read(batch);
                }
            }

            if (++pages == MostPages)
            {
                break;
            }
        }

        return null;
    });

    public Task<ProviderBatch> ReadAsync(string providerId, CancellationToken cancellationToken) => AskAsync(async () =>
        Read((await CreateBatchOperation.RehydrateAsync(batches, providerId, cancellationToken)).GetRawResponse().Content));

    public Task<ReadOnlyMemory<byte>> DownloadAsync(string fileId, CancellationToken cancellationToken) => AskAsync(async () =>
        (await files.DownloadFileAsync(fileId, cancellationToken)).Value.ToMemory());

    public Task CancelAsync(string providerId, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var operation = await CreateBatchOperation.RehydrateAsync(batches, providerId, cancellationToken);
        return await operation.CancelAsync(OptionsOf(cancellationToken));
    });

    public Task DeleteAsync(string fileId, CancellationToken cancellationToken) => AskAsync(async () => await files.DeleteFileAsync(fileId, cancellationToken));

    /// <summary>What the provider will not do however often it is asked, in words without keys and contents.</summary>
    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ClientResultException exception) when (exception.Status is >= 400 and < 500 and not (408 or 409 or 425 or 429))
        {
            throw new BatchRefusedException($"The provider's batch endpoint refuses ({exception.Status}{CodeOf(exception)}).", exception) { IsGone = exception.Status == 404 };
        }
    }

    private static string CodeOf(ClientResultException exception)
    {
        try
        {
            using var body = JsonDocument.Parse(exception.GetRawResponse()?.Content ?? BinaryData.FromString("{}"));
            return body.RootElement.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object && Text(error, "code") is { } code ? $" {code}" : "";
        }
        catch (JsonException)
        {
            return ""; // a proxy's error page
        }
    }

    private static ProviderBatch Read(BinaryData content)
    {
        using var batch = JsonDocument.Parse(content);
        return Read(batch.RootElement);
    }

    private static ProviderBatch Read(JsonElement batch) =>
        new(Text(batch, "id")!, Text(batch, "status")!, Text(batch, "output_file_id"), Text(batch, "error_file_id"), ErrorOf(batch));

    private static string? ErrorOf(JsonElement batch) =>
        batch.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Object && errors.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Array
            && data.GetArrayLength() > 0 ? $"{Text(data[0], "code")}: {Text(data[0], "message")}" : null;

    private static string? Text(JsonElement json, string member) => json.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static RequestOptions OptionsOf(CancellationToken cancellationToken) => new() { CancellationToken = cancellationToken };
}
