using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agent.Plugins.BackOffice.Erasure;
using Agent.Plugins.Mcp.Remote.Authorization;
using Agent.Plugins.Mcp.Remote.Configuration;
using Microsoft.Extensions.Options;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>Our own tool server's records of customers: what cannot be removed over a tool, as no model and no customer may.</summary>
public sealed partial class RemoteRecords : IDisposable
{
    private readonly ToolServerOptions? _server;
    private readonly HttpClient? _http;

    internal RemoteRecords(IOptions<ToolSourceOptions> options, TimeProvider clock)
    {
        var own = options.Value.Servers.FirstOrDefault(server => server.Value.Trust == ToolServerTrust.Own);
        if (options.Value.Mode is not ToolMode.Mcp || own.Value?.Url is null)
        {
            return;
        }

        _server = own.Value;
        _http = new(RemoteConnection.HandlerFor(own.Key, _server, clock)) { Timeout = _server.AttemptTimeout };
        if (_server.Token is { Length: > 0 } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Whether our own tools run in a tool server.</summary>
    public bool IsElsewhere => _server is not null;

    /// <summary>Erases a customer there; harmless to repeat.</summary>
    /// <returns>Rows removed or blanked, by table.</returns>
    /// <exception cref="RemoteRecordsException">It could not be asked, or refused: it is to be asked again. A part may have been carried out.</exception>
    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(string tenant, string customerId, IReadOnlyList<string> conversations, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        Dictionary<string, long> removed = new(StringComparer.Ordinal);
        // Once more without any: what is stored under the customer alone.
        foreach (var part in conversations.Chunk(ErasureOrder.MostConversations).DefaultIfEmpty([]))
        {
            foreach (var (table, rows) in await SendAsync(new(tenant, customerId, part), cancellationToken))
            {
                removed[table] = removed.GetValueOrDefault(table) + rows;
            }
        }

        return removed;
    }

    /// <inheritdoc />
    public void Dispose() => _http?.Dispose();

    /// <summary>The address of orders: below that of the tools, whichever version of their schemas is configured.</summary>
    internal static Uri AddressOf(Uri tools) => new UriBuilder(tools) { Path = Version().Replace(tools.AbsolutePath.TrimEnd('/'), "") + ErasureOrder.Path, Query = "" }.Uri;

    private async Task<IReadOnlyDictionary<string, long>> SendAsync(ErasureOrder order, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http!.PostAsJsonAsync(AddressOf(_server!.Url!), order, ErasureJsonContext.Default.ErasureOrder, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new RemoteRecordsException($"The tool server answered {(int)answer.StatusCode}.");
            }

            return (await answer.Content.ReadFromJsonAsync(ErasureJsonContext.Default.ErasureOutcome, cancellationToken))?.Removed ?? throw new RemoteRecordsException("The tool server's answer is empty.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or NotSupportedException or TokenUnavailableException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RemoteRecordsException($"The tool server could not be asked: {exception.Message}", exception);
        }
    }

    [GeneratedRegex("/v[0-9]+$")]
    private static partial Regex Version();
}
