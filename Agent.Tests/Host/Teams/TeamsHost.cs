using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Agent.Host.Commands;
using Agent.Host.Models;
using Agent.Host.Teams.Outgoing;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>The whole service with the offline model and a bot, between a connector and an issuer of the test's own.</summary>
internal sealed class TeamsHost : IAsyncDisposable
{
    public const string AppId = "11111111-2222-3333-4444-555555555555";
    public const string Directory = "aaaaaaaa-0000-0000-0000-000000000001";
    public const string Mara = "mara-object-id";
    public const string Olga = "olga-object-id";
    public const string Paul = "paul-object-id";
    private readonly WebApplication _app;
    private readonly TokenIssuer _issuer;
    private string? _token; // the connector, too, uses one for long
    private static int s_number; // ids of activities are never used again, whichever service takes them

    private TeamsHost(WebApplication app, TokenIssuer issuer, FakeConnector connector, string database)
    {
        (_app, _issuer, Connector, Database) = (app, issuer, connector, database);
        Client = new() { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public FakeConnector Connector { get; }

    public TokenIssuer Issuer => _issuer;

    public string Database { get; }

    public IConversations Conversations => _app.Services.GetRequiredService<IConversations>();

    /// <summary>Anything of the service.</summary>
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public IApprovals Approvals => _app.Services.GetRequiredService<IApprovals>();

    /// <param name="database">The database; null for a new one.</param>
    /// <param name="connector">Where answers go; null for a new one.</param>
    /// <param name="sends">False for a service whose bot does not send anything.</param>
    /// <param name="hasBot">False for a service without a bot, on the bot's database.</param>
    /// <param name="model">The model; null for the offline one.</param>
    /// <param name="configure">Changes the composition.</param>
    /// <param name="settings">Further settings, such as <c>--Teams:StreamTime</c> and its value.</param>
    public static async Task<TeamsHost> StartAsync(
        string? database = null, FakeConnector? connector = null, bool sends = true, bool hasBot = true, PacedModel? model = null, Action<WebApplicationBuilder>? configure = null, params string[] settings)
    {
        database ??= await PostgresFixture.CreateDatabaseAsync();
        connector ??= await FakeConnector.StartAsync();
        var issuer = await TokenIssuer.StartAsync();
        issuer.KeySet = KeySet(issuer, "msteams");
        var app = ServeCommand.Build(
        [
            "--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", database, "--Model:Provider", "offline",
            "--Teams:AppId", hasBot ? AppId : "", "--Teams:AppTenantId", Directory, "--Teams:AppPassword", "unused", "--Teams:Issuer", issuer.Address,
            "--Teams:MetadataAddress", $"{issuer.Address}/.well-known/openid-configuration", "--Teams:ServiceHosts:0", "127.0.0.1", "--Teams:LookInterval", "00:00:00.100", "--Teams:StreamInterval", "00:00:01",
            $"--Teams:Tenants:{Directory}:Tenant", "demo", $"--Teams:Tenants:{Directory}:Customers:{Mara}", "mara_olsen_1001",
            $"--Teams:Tenants:{Directory}:Customers:tom", "tom_becker_1002", $"--Teams:Tenants:{Directory}:Operators:0", Olga, $"--Teams:Tenants:{Directory}:Operators:1", Paul, .. settings,
        ], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.RemoveAll<ConnectorToken>();
            builder.Services.AddSingleton(provider => new ConnectorToken(provider.GetRequiredService<IOptions<Agent.Host.Teams.TeamsOptions>>(), TimeProvider.System, _ => new FixedCredential()));
            if (model is not null)
            {
                builder.Services.RemoveAllKeyed<IChatClient>(ModelProviders.Offline);
                builder.Services.AddKeyedSingleton<IChatClient>(ModelProviders.Offline, model);
            }

            configure?.Invoke(builder);
            if (!sends)
            {
                foreach (var worker in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)
                    && (service.ImplementationType == typeof(OutboxSender) || service.ImplementationType == typeof(ApprovalWatcher))).ToArray())
                {
                    builder.Services.Remove(worker);
                }
            }
        });
        await ServeCommand.StartAsync(app);
        return new(app, issuer, connector, database);
    }

    public static string KeySet(TokenIssuer issuer, params string[] endorsements)
    {
        var key = issuer.Rsa.Public();
        key["endorsements"] = new JsonArray([.. endorsements.Select(endorsement => JsonValue.Create(endorsement))]);
        return new JsonObject { ["keys"] = new JsonArray(key) }.ToJsonString();
    }

    /// <summary>Claims of a token as the connector sends it.</summary>
    public JsonObject Claims() => new()
    {
        ["iss"] = _issuer.Address,
        ["aud"] = AppId,
        ["serviceurl"] = Connector.ServiceUrl,
        ["nbf"] = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds(),
        ["exp"] = DateTimeOffset.UtcNow.AddMinutes(50).ToUnixTimeSeconds(),
    };

    /// <summary>An activity of somebody in their one-to-one chat.</summary>
    public JsonObject Activity(string user, string type = "message", string locale = "en-US") => new()
    {
        ["type"] = type,
        ["id"] = $"17{Interlocked.Increment(ref s_number):D11}",
        ["serviceUrl"] = Connector.ServiceUrl,
        ["channelId"] = "msteams",
        ["locale"] = locale,
        ["from"] = new JsonObject { ["id"] = $"29:{user}", ["aadObjectId"] = user, ["name"] = user },
        ["recipient"] = new JsonObject { ["id"] = "28:bot" },
        ["conversation"] = new JsonObject { ["id"] = $"a:{user}", ["conversationType"] = "personal", ["tenantId"] = Directory },
        ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = Directory } },
        ["somethingNew"] = new JsonArray(1, 2),
    };

    /// <summary>A message for a service that takes it without a token.</summary>
    public static JsonObject Activity(FakeConnector connector, string user, string text) => new()
    {
        ["type"] = "message", ["id"] = $"{Guid.NewGuid():N}", ["serviceUrl"] = connector.ServiceUrl, ["channelId"] = "msteams", ["text"] = text,
        ["from"] = new JsonObject { ["id"] = $"29:{user}", ["aadObjectId"] = user, ["name"] = user },
        ["recipient"] = new JsonObject { ["id"] = "28:bot" },
        ["conversation"] = new JsonObject { ["id"] = $"a:{user}", ["conversationType"] = "personal", ["tenantId"] = Directory },
    };

    public JsonObject Message(string user, string text, string locale = "en-US")
    {
        var activity = Activity(user, locale: locale);
        activity["text"] = text;
        return activity;
    }

    /// <summary>A click on a card that was sent.</summary>
    public JsonObject Click(string user, FakeConnector.Sent card, int button, string? reason = null)
    {
        var activity = Activity(user, "invoke");
        var data = (JsonObject)card.Data(button)!.DeepClone();
        _ = reason is null ? data : data["reason"] = reason;
        activity["name"] = "adaptiveCard/action";
        activity["replyToId"] = card.Id;
        activity["value"] = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = (string?)data["verb"], ["data"] = data }, ["trigger"] = "manual" };
        return activity;
    }

    /// <summary>Posts an activity as the connector does.</summary>
    public async Task<HttpResponseMessage> PostAsync(JsonObject activity, CancellationToken cancellationToken, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages");
        request.Content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? (_token ??= _issuer.Token(Claims())));
        return await Client.SendAsync(request, cancellationToken);
    }

    /// <summary>Posts an activity that is taken.</summary>
    public async Task<JsonObject?> TakenAsync(JsonObject activity, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(activity, cancellationToken);
        Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync(cancellationToken));
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Says something and waits for so many more messages in the chat.</summary>
    public async Task<IReadOnlyList<FakeConnector.Sent>> SayAsync(string user, string text, CancellationToken cancellationToken, int answers = 1)
    {
        var before = Of(user).Count;
        await TakenAsync(Message(user, text), cancellationToken);
        await Connector.UntilAsync(_ => Of(user).Count >= before + answers, cancellationToken);
        return [.. Of(user).Skip(before)];
    }

    public IReadOnlyList<FakeConnector.Sent> Of(string user) => [.. Connector.Taken.Where(sent => sent.Chat == $"a:{user}")];

    /// <summary>The conversation that somebody's one-to-one chat is.</summary>
    public async Task<string> ConversationOfAsync(string user, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(Database);
        await using var command = database.CreateCommand("SELECT conversation_id FROM teams.chats WHERE id = $1");
        command.Parameters.AddWithValue($"a:{user}");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Ends the service; connector and database stay for another one.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _issuer.DisposeAsync();
        await Connector.DisposeAsync();
    }
}
