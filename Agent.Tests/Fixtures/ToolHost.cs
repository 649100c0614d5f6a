using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agent.Tests.Fixtures;

/// <summary>The tool server on a real port, over a database of its own with the sample shop.</summary>
internal sealed class ToolHost : IAsyncDisposable
{
    public const string Modern = "2026-07-28";
    private readonly WebApplication _app;

    private ToolHost(WebApplication app, string connectionString)
    {
        (_app, ConnectionString) = (app, connectionString);
        Client = new() { BaseAddress = new(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public string ConnectionString { get; }

    public HttpClient Client { get; }

    public Uri Address => new(Client.BaseAddress!, "/mcp");

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts it in Development, where requests from this machine act for everybody, unless the settings say otherwise.</summary>
    public static async Task<ToolHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, string? connectionString = null, Action<IServiceCollection>? configure = null)
    {
        var database = connectionString ?? await PostgresFixture.CreateDatabaseAsync();
        List<string> arguments = ["--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", database];
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
            arguments.AddRange([$"--{key}", value!]);
        var app = ToolsCommand.Build([.. arguments], builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder.Services);
        });
        await ToolsCommand.StartAsync(app);
        return new(app, database);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    public async Task<T?> ReadAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync();
    }

    /// <summary>Sends a message with the headers a client of the newest revision sends, which a test may change.</summary>
    public Task<McpAnswer> SendAsync(JsonObject message, Action<HttpRequestMessage>? change = null, string path = "/mcp") => SendAsync(Client, message, change, path);

    /// <summary>The same to any server.</summary>
    public static async Task<McpAnswer> SendAsync(HttpClient client, JsonObject message, Action<HttpRequestMessage>? change = null, string path = "/mcp")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.Accept.Add(new("text/event-stream"));
        request.Headers.Add("MCP-Protocol-Version", Modern);
        request.Headers.Add("Mcp-Method", message["method"]?.GetValue<string>() ?? "none");
        if (message["params"]?["name"]?.GetValue<string>() is { } name)
            request.Headers.Add("Mcp-Name", name);
        change?.Invoke(request);
        using var response = await client.SendAsync(request);
        return await McpAnswer.ReadAsync(response);
    }

    /// <summary>Calls a tool.</summary>
    public Task<McpAnswer> CallAsync(
        string tool, object arguments, string? key = null, string? customer = null, string? token = null, string path = "/mcp/v1", JsonObject? meta = null) =>
        CallAsync(Client, tool, arguments, key, customer, token, path, meta);

    /// <summary>The same at any server.</summary>
    public static Task<McpAnswer> CallAsync(HttpClient client,
        string tool, object arguments, string? key = null, string? customer = null, string? token = null, string path = "/mcp/v1", JsonObject? meta = null) => SendAsync(
        client, Request("tools/call", new() { ["name"] = tool, ["arguments"] = JsonSerializer.SerializeToNode(arguments) }, Meta(meta, key, customer)),
        request => request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token), path);

    /// <summary>The names of the tools a caller sees.</summary>
    public async Task<string[]> ListAsync(string? token = null, string path = "/mcp/v1")
    {
        var answer = await SendAsync(Request("tools/list", []), request => request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token), path);
        return [.. answer.Json!["result"]!["tools"]!.AsArray().Select(tool => tool!["name"]!.GetValue<string>())];
    }

    public static JsonObject Request(string method, JsonObject parameters, JsonObject? meta = null)
    {
        meta ??= [];
        meta["io.modelcontextprotocol/protocolVersion"] = Modern;
        meta["io.modelcontextprotocol/clientCapabilities"] = new JsonObject();
        parameters["_meta"] = meta;
        return new() { ["jsonrpc"] = "2.0", ["id"] = 7, ["method"] = method, ["params"] = parameters };
    }

    private static JsonObject Meta(JsonObject? meta, string? key, string? customer)
    {
        meta ??= [];
        if (key is not null)
            meta["agent.idempotency_key"] = key;
        if (customer is not null)
            meta["agent.customer_id"] = customer;
        return meta;
    }
}
